using System.Collections.Concurrent;
using Slipway.Oci.Copies;
using Slipway.Oci.Tests.Registry;

namespace Slipway.Oci.Tests.Pushes;

/// <summary>A token service at a port of its own, that a registry sends its pushers to.</summary>
internal sealed class PushTokens : IDisposable
{
    private readonly FakeServer _service;

    public PushTokens() => _service = new FakeServer(request =>
    {
        var scopes = request.Target.Split('?', '&').Where(static part => part.StartsWith("scope=", StringComparison.Ordinal)).Select(static part => Uri.UnescapeDataString(part[6..])).ToList();
        Scopes.Enqueue(string.Join(' ', scopes));
        return scopes.Count == RefusedScopeCount ? new FakeResponse(403) : new FakeResponse(200, $$"""{"token":"t{{Scopes.Count}}"}""");
    });

    /// <summary>Refuses tokens for so many repositories.</summary>
    public int RefusedScopeCount { get; init; } = -1;

    /// <summary>The scopes of each token asked for.</summary>
    public ConcurrentQueue<string> Scopes { get; } = [];

    /// <summary>Copies <c>app:v1</c> to <c>other:v1</c> on a registry that wants a token from everybody.</summary>
    public async Task<CopyReport> CopyAsync(Func<FakeRequest, FakeResponse?> serve)
    {
        using var registry = new FakePushRegistry(request => request.Authorization is null ? Challenge : serve(request));
        return await registry.PushAsync($"{registry.Authority}/app:v1", "other:v1");
    }

    public FakeResponse Challenge => new(401, "", ("WWW-Authenticate", $"Bearer realm=\"http://{_service.Authority}/token\",service=\"s\""));

    public void Dispose() => _service.Dispose();
}
