namespace Slipway.Vmm.Machines;

/// <summary>
/// A network inside QEMU's process, which needs no privileges and which no other VMM has: the guest is 10.0.2.15/24, its gateway 10.0.2.2, its
/// resolver 10.0.2.3.
/// </summary>
/// <remarks>Connections that the guest makes are made by the VMM on the host; those to the gateway reach services that listen on the host's
/// own loopback. Who runs foreign code denies outbound connections or uses another network.</remarks>
public sealed record UserNetworkConfig : NetworkConfig
{
    /// <summary>Ports of the host that lead into the guest.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    /// <summary>The guest may connect to the outside; published ports work either way.</summary>
    public bool AllowOutbound { get; init; } = true;
}
