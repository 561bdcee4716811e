namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Processors and memory.</summary>
internal sealed record MachineConfiguration
{
    /// <summary>The most processors of one machine.</summary>
    public const int MaxVcpuCount = 32;

    public static FirecrackerQuery<MachineConfiguration> Query { get; } = new("/machine-config", FirecrackerJson.Default.MachineConfiguration);

    public required int VcpuCount { get; init; }

    public required int MemSizeMib { get; init; }

    /// <summary>The processors are hyperthreads; their number is then 1 or even.</summary>
    public bool? Smt { get; init; }

    /// <summary>Notes which pages are written, for differential snapshots; costs time.</summary>
    public bool? TrackDirtyPages { get; init; }

    public HugePages? HugePages { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/machine-config", this, FirecrackerJson.Default.MachineConfiguration);
}
