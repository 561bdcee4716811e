using Microsoft.Win32.SafeHandles;

namespace Slipway.Vmm.Machines;

/// <summary>One disk.</summary>
/// <param name="Serial">1 to 20 letters, digits, hyphens, dots and underscores; under QEMU the guest reads it from
/// <c>/sys/block/vd*/serial</c>; Firecracker gives a serial of its own.</param>
/// <param name="File">Raw content: a file or block device, with or without a name. Its locks stay with the caller: the VMM opens it anew.</param>
/// <param name="IsReadOnly">The guest cannot write to it.</param>
public sealed record DriveConfig(string Serial, SafeFileHandle File, bool IsReadOnly)
{
    /// <summary>The content ends with the machine: the guest's flushes are not passed on to the host's disk.</summary>
    public bool IsEphemeral { get; init; }

    /// <summary>The file is a block device.</summary>
    public bool IsDevice { get; init; }

    /// <summary>
    /// Another drive takes its place when the machine is restored, and the guest is told of that one's length. What is in it may be written to. A guest whose
    /// placeholder becomes a read-only drive may not know that: what it writes fails.
    /// </summary>
    public bool IsPlaceholder { get; init; }
}
