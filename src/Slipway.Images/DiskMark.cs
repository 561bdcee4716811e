namespace Slipway.Images;

/// <summary>A level of a file system: a part of what its users may use, or so many bytes used.</summary>
public readonly record struct DiskMark
{
    private readonly int? _percent;
    private readonly long _bytes;

    private DiskMark(int? percent, long bytes) => (_percent, _bytes) = (percent, bytes);

    /// <param name="percent">From 0 to 100, as df counts: of what is used and what is free for everybody.</param>
    public static DiskMark OfPercent(int percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        return new DiskMark(percent, 0);
    }

    /// <param name="bytes">Used, by whomever.</param>
    public static DiskMark OfBytes(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return new DiskMark(null, bytes);
    }

    /// <summary>The bytes used at which a file system stands at this level.</summary>
    public long In(DiskSpace disk)
    {
        ArgumentNullException.ThrowIfNull(disk);
        return _percent is { } percent ? (long)((Int128)(disk.UsedBytes + disk.AvailableBytes) * percent / 100) : _bytes;
    }
}
