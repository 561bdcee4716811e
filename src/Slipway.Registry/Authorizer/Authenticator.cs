using System.Net;
using System.Net.Sockets;
using Slipway.Registry.Access;
using Slipway.Registry.Tokens;

namespace Slipway.Registry.Authorizer;

/// <summary>
/// Finds out who sends a request, and slows down those who guess. An address that has sent too many wrong credentials is refused before its
/// credentials are looked at. Thread safe.
/// </summary>
internal sealed class Authenticator
{
    private static readonly Authentication _anonymous = new Authentication.Anonymous();
    private static readonly Authentication _refused = new Authentication.Refused();

    private readonly IRegistryAuthority _authority;
    private readonly TokenVerifier _tokens;
    private readonly TimeProvider _time;
    private readonly RequestRates? _tokenRequests;
    private readonly RequestRates? _failedLogins;

    public Authenticator(IRegistryAuthority authority, TokenVerifier tokens, AuthorizerOptions options, TimeProvider time)
    {
        _authority = authority;
        _tokens = tokens;
        _time = time;
        _tokenRequests = options.TokenRequests is null ? null : new RequestRates(options.TokenRequests, time);
        _failedLogins = options.FailedLogins is null ? null : new RequestRates(options.FailedLogins, time);
    }

    /// <summary>The holder of a credential that came from <paramref name="address"/> (null: a local socket).</summary>
    public async ValueTask<Authentication> AuthenticateAsync(Credential credential, IPAddress? address, CancellationToken cancellationToken)
    {
        switch (credential.Kind)
        {
            case CredentialKind.None:
                return _anonymous;
            case CredentialKind.Malformed:
                return Fail(Place(address));
            case CredentialKind.Bearer when _tokens.IsOurs(credential.Secret):
                return await VerifyAsync(credential.Secret, address, cancellationToken);
            default:
                return await AskAsync(credential, address, cancellationToken);
        }
    }

    private async ValueTask<Authentication> VerifyAsync(string token, IPAddress? address, CancellationToken cancellationToken)
    {
        var verified = _tokens.Recall(token);
        if (verified is null)
        {
            var place = Place(address);
            var wait = _failedLogins?.Peek(place) ?? TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
                return new Authentication.Limited(wait);
            verified = _tokens.Verify(token);
            if (verified is null)
                return Fail(place);
            if (!verified.IsCurrent(_time.GetUtcNow()))
                return _refused;
        }

        // Asked each time, so that a revoked token ends what was made from it.
        var caller = await _authority.FindCallerAsync(verified.TokenId, cancellationToken);
        return caller is null ? _refused : Admit(verified.Narrow(caller), scoped: true);
    }

    private async ValueTask<Authentication> AskAsync(Credential credential, IPAddress? address, CancellationToken cancellationToken)
    {
        var place = Place(address);
        var wait = _failedLogins?.Peek(place) ?? TimeSpan.Zero;
        if (wait > TimeSpan.Zero)
            return new Authentication.Limited(wait);
        var caller = credential.MayBePlatformToken ? await _authority.AuthenticateAsync(credential.Secret, cancellationToken) : null;
        return caller is null ? Fail(place) : Admit(caller, scoped: false);
    }

    private Authentication Admit(Caller caller, bool scoped)
    {
        var wait = _tokenRequests?.Take(caller.TokenId) ?? TimeSpan.Zero;
        return wait > TimeSpan.Zero ? new Authentication.Limited(wait) : new Authentication.Known(caller, scoped);
    }

    private Authentication Fail(string place)
    {
        var wait = _failedLogins?.Take(place) ?? TimeSpan.Zero;
        return wait > TimeSpan.Zero ? new Authentication.Limited(wait) : _refused;
    }

    // One customer of a provider has a whole /64 of IPv6 addresses.
    private static string Place(IPAddress? address)
    {
        if (address is null)
            return "local";
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return Convert.ToHexString(bytes[..8]);
    }
}
