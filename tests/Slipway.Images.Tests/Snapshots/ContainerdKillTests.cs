using Slipway.Containerd;
using Slipway.Images.Snapshots;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Snapshots;

/// <summary>What killed owners of containerd's snapshots leave is ended, with a real containerd, in the host in a VM.</summary>
[Trait("Category", "HostVm")]
[Collection(AloneCollection.Name)]
public sealed class ContainerdKillTests(DevmapperHost host, ITestOutputHelper output) : IClassFixture<DevmapperHost>
{
    /// <summary>Each takes half a minute there, most of it a new process that compiles gRPC's code.</summary>
    private const int Kills = 4;

    private const int Processes = 2;

    [Fact]
    public async Task Store_KilledAnywhere_LeavesNothingInContainerd()
    {
        await host.StartAsync();
        using var store = new TestStore(isInMemory: true);

        await new ChaosRun(store, host.Options.SocketPath, Processes, output).KillAsync(Kills);

        await new ContainerdReconciliation(store.Store, host.Options, TimeProvider.System).RunAsync(TestStore.Token);
        await using var client = await ContainerdClient.ConnectAsync(host.Options, TimeProvider.System, TestStore.Token);
        Assert.Empty(await client.Leases.ListAsync(TestStore.Token));
        Assert.Empty(await client.Images.ListAsync(TestStore.Token));
        // Nobody waited for containerd's collection so far: releasing a lease does.
        await using (var last = await client.Leases.CreateAsync(lifetime: null, new Dictionary<string, string>(), TestStore.Token))
            await last.ReleaseAsync(TestStore.Token);
        Assert.Empty(await client.Snapshotter("devmapper").ListAsync(TestStore.Token));
        Assert.Empty(await ThinPool.DevicesAsync());
        Assert.Equal(
            [Path.Combine(store.Store.ContainerdDirectory, ".lock"), Path.Combine(store.Directory, "images", ".lock")],
            Directory.GetFiles(store.Directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }
}
