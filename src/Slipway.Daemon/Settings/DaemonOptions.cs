using Slipway.Daemon.Listening;
using Slipway.Host;

namespace Slipway.Daemon.Settings;

/// <summary>Everything that one <c>slipwayd</c> was told, validated.</summary>
/// <param name="Listen">Where clients connect, at least one.</param>
/// <param name="AdminListen">Where health and metrics are served; null for nowhere.</param>
/// <param name="PublicUrl">How clients spell this server when it stands behind a proxy; null: as they connected.</param>
/// <param name="Certificate">For the https addresses; null when there is none.</param>
internal sealed record DaemonOptions(
    Roles Roles,
    DataDirectory Data,
    IReadOnlyList<ListenAddress> Listen,
    ListenAddress? AdminListen,
    Uri? PublicUrl,
    CertificatePaths? Certificate,
    bool JsonLogs,
    RegistrySettings Registry,
    PlatformSettings Platform,
    HostSettings Host)
{
    /// <summary>Where the role registry keeps what is its own.</summary>
    public string RegistryDirectory => Path.Combine(Data.Root, "registry");

    public bool Has(Roles role) => (Roles & role) == role;
}
