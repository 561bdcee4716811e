namespace Slipway.Daemon.Tests.Clients;

/// <summary>One client for all tests of a class. It starts with the first test, which can skip where a fixture could not.</summary>
public sealed class ClientFixture<TClient> : IAsyncDisposable
    where TClient : ImageClient, new()
{
    private readonly TClient _client = new();
    private Task? _started;

    public async Task<TClient> GetAsync()
    {
        await (_started ??= _client.StartAsync());
        return _client;
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
