using System.Net;

namespace Slipway.Oci.Registry;

/// <summary>
/// Where a registry is spoken to: <c>docker.io</c> answers at <c>registry-1.docker.io</c>, a registry on this machine over plain http, every
/// other one over https.
/// </summary>
internal sealed class RegistryEndpoint
{
    private const string DockerHubHost = "registry-1.docker.io";

    public RegistryEndpoint(Reference reference)
    {
        Name = reference.Registry;
        var authority = Name == Reference.DefaultRegistry ? DockerHubHost : Name;
        BaseUri = new Uri($"https://{authority}/");
        IsLoopback = IsLoopbackHost(BaseUri);
        if (IsLoopback)
            BaseUri = new Uri($"http://{authority}/");
    }

    /// <summary>The registry as references and users name it.</summary>
    public string Name { get; }

    /// <summary>Scheme, host and port of every request of ours.</summary>
    public Uri BaseUri { get; }

    /// <summary>True for <c>localhost</c> and loopback addresses.</summary>
    public bool IsLoopback { get; }

    /// <summary>True when <paramref name="uri"/> is at this registry itself: the only place that sees its credentials.</summary>
    public bool Owns(Uri uri) => uri.Scheme == BaseUri.Scheme && uri.Port == BaseUri.Port && uri.IdnHost == BaseUri.IdnHost;

    /// <summary>True when the host of <paramref name="uri"/> can only be this machine.</summary>
    public static bool IsLoopbackHost(Uri uri) =>
        uri.IdnHost == "localhost" || (IPAddress.TryParse(uri.IdnHost, out var address) && IPAddress.IsLoopback(address));
}
