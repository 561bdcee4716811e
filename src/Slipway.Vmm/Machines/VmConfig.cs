using Microsoft.Win32.SafeHandles;
using Slipway.Vmm.Acceleration;

namespace Slipway.Vmm.Machines;

/// <summary>What a machine is made of.</summary>
public sealed record VmConfig
{
    /// <summary>ELF kernel with a PVH entry.</summary>
    public required string KernelFile { get; init; }

    /// <summary>The initramfs; null: the kernel finds <c>/init</c> on the first drive by itself.</summary>
    public string? InitrdFile { get; init; }

    /// <summary>Words added to the kernel's command line.</summary>
    public IReadOnlyList<string> KernelArguments { get; init; } = [];

    /// <summary>Processors.</summary>
    public required int VcpuCount { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required int MemoryMib { get; init; }

    /// <summary>Disks, the first is <c>/dev/vda</c>; by their order the guest knows them.</summary>
    public required IReadOnlyList<DriveConfig> Drives { get; init; }

    /// <summary>Null: no network device.</summary>
    public NetworkConfig? Network { get; init; }

    /// <summary>What executes the guest; see <see cref="AccelerationCheck"/>.</summary>
    public required Accelerator Accelerator { get; init; }

    /// <summary>An existing directory into which the machine can be saved; null: it cannot. Where the VMM keeps such a machine's memory in a file from
    /// the start, that file is here, without a name until then, and has its room reserved.</summary>
    public string? SnapshotDirectory { get; init; }

    /// <summary>Where the console is kept, written from offset 0 and at most <see cref="Consoles.ConsoleLog.MaxFileBytes"/>; null: only its tail, in memory.</summary>
    public SafeFileHandle? ConsoleFile { get; init; }
}
