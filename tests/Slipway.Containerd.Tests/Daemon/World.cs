using Slipway.Containerd.Content;
using Slipway.Containerd.Leases;

namespace Slipway.Containerd.Tests.Daemon;

/// <summary>A containerd, a client of it, and a lease of that.</summary>
internal sealed class World : IAsyncDisposable
{
    private World(ContainerdProcess containerd, ContainerdClient client, Lease lease)
    {
        Containerd = containerd;
        Client = client;
        Lease = lease;
    }

    public ContainerdProcess Containerd { get; }

    public ContainerdClient Client { get; }

    public Lease Lease { get; }

    public ContentIngest Ingest => new(Client, Lease);

    /// <param name="configuration">More of containerd's configuration, in TOML.</param>
    public static async Task<World> StartAsync(string configuration = "")
    {
        var containerd = await ContainerdProcess.StartAsync(configuration);
        try
        {
            var client = await containerd.ConnectAsync();
            return new World(containerd, client, await client.Leases.CreateAsync(TimeSpan.FromHours(1), new Dictionary<string, string>(), TestContext.Current.CancellationToken));
        }
        catch
        {
            await containerd.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Lease.DisposeAsync();
        await Client.DisposeAsync();
        await Containerd.DisposeAsync();
    }
}
