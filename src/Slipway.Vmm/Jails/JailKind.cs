namespace Slipway.Vmm.Jails;

/// <summary>What a VMM is confined by.</summary>
public enum JailKind
{
    /// <summary>Only by its own system call filter.</summary>
    None,

    /// <summary>By this program.</summary>
    Slipway,

    /// <summary>By Firecracker's own jailer, in namespaces and a control group of this program's.</summary>
    Jailer,
}
