namespace Slipway.Vmm.Qemu;

/// <summary>Where a guest's memory lies.</summary>
internal enum QemuMemory
{
    /// <summary>In QEMU's own memory: it cannot be saved.</summary>
    Anonymous,

    /// <summary>In a file that this machine writes: it can be saved.</summary>
    Shared,

    /// <summary>Over a file that others use too: pages that are written become the machine's own.</summary>
    Private,
}
