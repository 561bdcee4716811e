using Slipway.Host.Networks;
using Slipway.Vmm.Acceleration;

namespace Slipway.Host.Machines;

/// <summary>What is asked of a machine, beside its image.</summary>
public sealed record MachineConfig
{
    /// <summary>What it runs.</summary>
    public required MachineProgram Program { get; init; }

    /// <summary>Null: the machine's id.</summary>
    public string? Hostname { get; init; }

    public required int VcpuCount { get; init; }

    public required int MemoryMib { get; init; }

    /// <summary>Most it may write to its own disk, in bytes.</summary>
    public required long DiskBytes { get; init; }

    /// <summary>The program sees a root it cannot write to.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Null: no network device.</summary>
    public MachineNetworkConfig? Network { get; init; }

    public required Accelerator Accelerator { get; init; }

    /// <summary>It may start from a template in place of a boot, if there is one or one can be made.</summary>
    public required bool UsesTemplate { get; init; }

    /// <summary>A directory into which it can be suspended, prepared by <see cref="Suspension.SuspendedMachine.Prepare"/>; null: it cannot. Its memory and its own
    /// disk then lie on that directory's filesystem.</summary>
    public string? SuspendDirectory { get; init; }

    /// <summary>How long the guest may take until its init answers.</summary>
    public required TimeSpan BootTimeout { get; init; }
}
