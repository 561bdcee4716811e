namespace Slipway.Cli.Options;

/// <summary>The values of <c>--network</c>.</summary>
internal enum NetworkMode
{
    /// <summary>Out through this host, which includes what listens on its loopback; published ports in.</summary>
    User,

    /// <summary>Published ports in, nothing out.</summary>
    Inbound,

    /// <summary>No network device.</summary>
    None,
}
