using System.Net.Http.Headers;
using System.Text;

namespace Slipway.Daemon.Tests.Server;

/// <summary>A running <c>slipwayd</c> with one organization. Disposal kills it and removes its data.</summary>
internal sealed class TestServer : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private TestServer()
    {
    }

    public DaemonProcess Daemon { get; private set; } = null!;

    public string DataDirectory => _directory.Path;

    public PlatformToken Token { get; private set; } = null!;

    public static async Task<TestServer> StartAsync(params string[] options)
    {
        var server = new TestServer();
        try
        {
            server.Daemon = await DaemonProcess.StartAsync(server.DataDirectory, options);
            using var administrator = await PlatformAdministrator.LoginAsync(server.Daemon.Address, server.DataDirectory);
            await administrator.CreateOrganizationAsync("first");
            server.Token = await administrator.CreateTokenAsync("first", "push", "delete");
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Starts it anew, after it has ended; its address changes.</summary>
    public async Task RestartAsync()
    {
        Daemon.Dispose();
        Daemon = await DaemonProcess.StartAsync(DataDirectory);
    }

    /// <summary>A client of the registry with the organization's token. The caller disposes it.</summary>
    public HttpClient CreateClient() => CreateClient(Daemon.Address, Token);

    public static HttpClient CreateClient(Uri address, PlatformToken token)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"x:{token.Secret}")));
        return client;
    }

    public void Dispose()
    {
        Daemon?.Dispose();
        _directory.Dispose();
    }
}
