using System.Globalization;
using Slipway.Oci.Sources;
using Slipway.Oci.Tests.Sources;

namespace Slipway.Oci.Tests.Registry;

/// <summary>A registry and, at another port, the service that issues token1, token2, … for it, each good for 300 s.</summary>
internal sealed class TokenRegistry : IDisposable
{
    private readonly FakeServer _service;
    private readonly FakeRegistry _registry;
    private int _issued;

    public TokenRegistry(CredentialFile? login = null)
    {
        _service = new FakeServer(_ => TokenAnswer ?? new FakeResponse(
            200, string.Create(CultureInfo.InvariantCulture, $$$$"""{"access_token":"token{{{{Interlocked.Increment(ref _issued)}}}}","expires_in":300}""")));
        _registry = new FakeRegistry(TestImage.Of(layers: 4), Challenge, login?.Path);
        login?.Write(_registry.Authority);
    }

    /// <summary>The realm to name when not the service's.</summary>
    public string? Realm { get; init; }

    /// <summary>The only header to accept; null for every token issued.</summary>
    public string? Accepted { get; init; }

    /// <summary>What the service answers instead of a token.</summary>
    public FakeResponse? TokenAnswer { get; init; }

    public FastForwardTime Time => _registry.Time;

    public IReadOnlyList<FakeRequest> Requests => _registry.Requests;

    public IReadOnlyList<FakeRequest> TokenRequests => [.. _service.Requests];

    public IImageSource Open() => _registry.Open();

    public void Dispose()
    {
        _registry.Dispose();
        _service.Dispose();
    }

    private FakeResponse? Challenge(FakeRequest request)
    {
        var isAccepted = Accepted is null ? request.Authorization?.StartsWith("Bearer token", StringComparison.Ordinal) == true : request.Authorization == Accepted;
        return isAccepted ? null : new FakeResponse(
            401, "", ("WWW-Authenticate", $"Bearer realm=\"{Realm ?? $"http://{_service.Authority}/token?a=b"}\",service=\"the service\",scope=\"repository:app:pull,push\""));
    }
}
