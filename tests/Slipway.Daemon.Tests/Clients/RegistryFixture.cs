[assembly: AssemblyFixture(typeof(Slipway.Daemon.Tests.Clients.RegistryFixture))]

namespace Slipway.Daemon.Tests.Clients;

/// <summary>One registry for all clients for each way of asking for credentials. Each starts when the first test wants it.</summary>
public sealed class RegistryFixture : IAsyncDisposable
{
    private readonly Lazy<Task<TestRegistry>> _bearer = new(() => TestRegistry.StartAsync("bearer"));
    private readonly Lazy<Task<TestRegistry>> _basic = new(() => TestRegistry.StartAsync("basic"));

    internal Task<TestRegistry> GetAsync(string scheme) => (scheme == "basic" ? _basic : _bearer).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var registry in ((Lazy<Task<TestRegistry>>[])[_bearer, _basic]).Where(registry => registry is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
            (await registry.Value).Dispose();
    }
}
