namespace Slipway.Vmm.Acceleration;

/// <summary>What executes a guest's instructions.</summary>
public enum Accelerator
{
    /// <summary>The processor itself, through <c>/dev/kvm</c>.</summary>
    Kvm,

    /// <summary>QEMU's software emulation (Tiny Code Generator): works everywhere, several times slower.</summary>
    Tcg,
}
