namespace Slipway.Filesystems.Tests.Contract;

/// <summary>What every writer can be told.</summary>
public sealed record FormatSettings
{
    public static FormatSettings Default { get; } = new();

    public long MaximumSizeBytes { get; init; } = 1L << 40;

    public uint MaximumInodes { get; init; } = 4_000_000;

    public Action<long, long>? PunchHole { get; init; }
}
