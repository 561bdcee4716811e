namespace Slipway.Registry.Inspection;

/// <summary>How large a layer may be once it is unpacked; both are far above any honest image.</summary>
/// <param name="MaxUnpackedBytes">Bytes of the tar inside.</param>
/// <param name="MaxEntries">Files, directories and links in it.</param>
public sealed record LayerLimits(long MaxUnpackedBytes, long MaxEntries)
{
    /// <summary>What one byte of a large layer may unpack to. Layers of files unpack to 2 to 20; zstd makes up to 32 768 of a byte.</summary>
    private const long MaxRatio = 200;

    /// <summary>Bytes that any layer may unpack to, however small it is packed: a file of zeros is no attack yet.</summary>
    private const long AnywayBytes = 4L << 30;

    /// <summary>What an entry of a large layer is packed into at least; entries that differ in name alone take more.</summary>
    private const long MinPackedEntryBytes = 8;

    /// <summary>Entries that any layer may have, however small it is packed.</summary>
    private const long AnywayEntries = 250_000;

    public static LayerLimits Default { get; } = new(64L << 30, 4_000_000);

    /// <summary>
    /// The limits of a blob of this length: without them a few MiB, pushed again and again, would keep those who inspect layers busy for everybody.
    /// </summary>
    public LayerLimits For(long packedBytes) => new(
        Math.Min(MaxUnpackedBytes, Math.Max(AnywayBytes, packedBytes > MaxUnpackedBytes / MaxRatio ? MaxUnpackedBytes : packedBytes * MaxRatio)),
        Math.Min(MaxEntries, Math.Max(AnywayEntries, packedBytes / MinPackedEntryBytes)));
}
