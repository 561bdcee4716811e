namespace Slipway.Vmm.Choice;

/// <summary>The programs that can run a machine.</summary>
public enum VmmKind
{
    /// <summary>Small and made for many tenants; needs KVM.</summary>
    Firecracker,

    /// <summary>Runs everywhere.</summary>
    Qemu,
}
