namespace Slipway.Cli.Options;

/// <summary>The values of <c>--network</c>.</summary>
internal enum NetworkMode
{
    /// <summary>What the VMM has: a user network with QEMU, a tap with Firecracker.</summary>
    Auto,

    /// <summary>Out through this host, which includes what listens on its loopback; published ports in.</summary>
    User,

    /// <summary>Out through this host's packet filter, to nothing of the host itself; published ports in. For root.</summary>
    Tap,

    /// <summary>Published ports in, nothing out.</summary>
    Inbound,

    /// <summary>No network device.</summary>
    None,
}
