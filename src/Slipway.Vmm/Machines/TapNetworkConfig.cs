using Slipway.Linux.Namespaces;

namespace Slipway.Vmm.Machines;

/// <summary>
/// A tap device of this host. It exists, is nobody's at the moment, and stays the caller's, who gives it its addresses and removes it; the VMM
/// only moves packets between it and the guest.
/// </summary>
public sealed record TapNetworkConfig : NetworkConfig
{
    /// <summary>The device's name: 1 to 15 letters, digits, hyphens, dots and underscores (IFNAMSIZ of linux/if.h, with the closing NUL).</summary>
    public required string DeviceName { get; init; }

    /// <summary>Where the device is, and the VMM will be. Stays the caller's; null: this process's own.</summary>
    public NetworkNamespace? Namespace { get; init; }

    /// <summary>The guest's hardware address, six pairs of hex digits with colons. Not one of a group: the first byte is even.</summary>
    public required string MacAddress { get; init; }
}
