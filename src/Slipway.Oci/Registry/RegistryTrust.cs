using System.Net;

namespace Slipway.Oci.Registry;

/// <summary>
/// What a registry may send us to. The registry is the user's choice; where it redirects, and where it says its tokens are, is not. So such a place
/// must be no further inside the network than the registry itself, and spoken to over https, except that loopback may name loopback.
/// Precedents: CVE-2026-33540, CVE-2026-48978, CVE-2020-15157. Thread safe.
/// </summary>
internal sealed class RegistryTrust
{
    private readonly RegistryEndpoint _endpoint;
    private readonly Lock _lock = new();
    private NetworkZone? _zone;

    public RegistryTrust(RegistryEndpoint endpoint)
    {
        _endpoint = endpoint;
        if (endpoint.IsLoopback)
            _zone = NetworkZone.Loopback;
    }

    /// <summary>
    /// Notes where the registry itself was found. The outermost address ever seen counts: a name that moves from a public address to a private
    /// one has not thereby become an internal registry.
    /// </summary>
    public void Learn(IEnumerable<IPAddress> addresses)
    {
        foreach (var address in addresses)
        {
            var zone = NetworkZones.Of(address);
            lock (_lock)
                _zone = _zone is null || zone < _zone ? zone : _zone;
        }
    }

    /// <summary>Refuses a place by its URL; <paramref name="purpose"/> says what it is for. Errors: <see cref="OciErrorCode.Untrusted"/>.</summary>
    public void VerifyUri(Uri uri, string purpose)
    {
        if (_endpoint.Owns(uri) && uri.UserInfo.Length == 0)
            return;

        var isLocalHttp = uri.Scheme == Uri.UriSchemeHttp && _endpoint.IsLoopback && RegistryEndpoint.IsLoopbackHost(uri);
        if (uri.Scheme != Uri.UriSchemeHttps && !isLocalHttp)
            throw Refuse(uri, purpose, $"over {Excerpt.Of(uri.Scheme)}; only https is safe");

        if (uri.UserInfo.Length > 0)
            throw Refuse(uri, purpose, "with a user name in the address");

        if (IPAddress.TryParse(uri.IdnHost, out var address))
            VerifyAddresses([address], uri.Authority);
        else if (RegistryEndpoint.IsLoopbackHost(uri))
            VerifyAddresses([IPAddress.Loopback], uri.Authority);
    }

    /// <summary>Refuses a place by the addresses its name has. Errors: <see cref="OciErrorCode.Untrusted"/>.</summary>
    public void VerifyAddresses(IEnumerable<IPAddress> addresses, string host)
    {
        NetworkZone allowed;
        lock (_lock)
            allowed = _zone ?? NetworkZone.Public;

        foreach (var address in addresses)
        {
            var zone = NetworkZones.Of(address);
            if (zone > allowed || zone == NetworkZone.Forbidden)
            {
                throw new OciException(
                    OciErrorCode.Untrusted,
                    $"registry {_endpoint.Name} sends us to {Excerpt.Of(host)} at the internal address {address}, which it has no business with; nothing was sent there.");
            }
        }
    }

    private OciException Refuse(Uri uri, string purpose, string problem) =>
        new(OciErrorCode.Untrusted, $"registry {_endpoint.Name} sends us to {Excerpt.Of(uri.Authority)} for {purpose} {problem}. Nothing was sent there.");
}
