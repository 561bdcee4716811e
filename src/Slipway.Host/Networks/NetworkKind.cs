namespace Slipway.Host.Networks;

/// <summary>What connects a machine.</summary>
public enum NetworkKind
{
    /// <summary>A network inside the VMM's process, without privileges: <see cref="Vmm.Machines.UserNetworkConfig"/>. QEMU only.</summary>
    User,

    /// <summary>A tap device in a network namespace of the machine's own, behind this host's packet filter: <see cref="MachineNetwork"/>. Root only.</summary>
    Tap,
}
