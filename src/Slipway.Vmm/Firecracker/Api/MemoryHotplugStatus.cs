namespace Slipway.Vmm.Firecracker.Api;

/// <summary>How much of the memory that comes and goes is there.</summary>
internal sealed record MemoryHotplugStatus
{
    public required long TotalSizeMib { get; init; }

    /// <summary>What was asked for.</summary>
    public required long RequestedSizeMib { get; init; }

    /// <summary>What the guest has.</summary>
    public required long PluggedSizeMib { get; init; }
}
