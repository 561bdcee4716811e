namespace Slipway.Vmm.Firecracker.Api;

/// <summary>What the guest last said of its memory; only where the balloon was made with statistics. Bytes, but where the name says otherwise.</summary>
internal sealed record BalloonStatistics
{
    public static FirecrackerQuery<BalloonStatistics> Query { get; } = new("/balloon/statistics", FirecrackerJson.Default.BalloonStatistics);

    public required long TargetMib { get; init; }

    public required long ActualMib { get; init; }

    public long? FreeMemory { get; init; }

    public long? TotalMemory { get; init; }

    public long? AvailableMemory { get; init; }

    public long? DiskCaches { get; init; }
}
