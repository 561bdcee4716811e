using Slipway.Oci.Tar;

namespace Slipway.Images.Conversion;

/// <summary>Counts what an image has cost so far and stops it at its limits, before memory or disk is given for more.</summary>
internal sealed class ConversionTally(ConversionOptions options)
{
    public long Entries { get; private set; }

    public long UncompressedBytes { get; private set; }

    public long MetadataBytes { get; private set; }

    public long Whiteouts { get; set; }

    public long SkippedEntries { get; set; }

    public long DroppedXattrs { get; set; }

    /// <summary>Admits an entry by what its header announces.</summary>
    public void Admit(TarEntry entry)
    {
        if (++Entries > ConversionLimits.MaxEntries)
            throw Exceeded($"the image has more than {ConversionLimits.MaxEntries} entries");
        long left = options.MaxUncompressedBytes - UncompressedBytes;
        if (!entry.IsSparse && entry.SizeBytes > left)
            throw Exceeded($"its {entry.SizeBytes} bytes exceed the {left} left of the {options.MaxUncompressedBytes} that an image may have uncompressed");
    }

    /// <summary>Counts bytes of a name, a link target or an extended attribute that the tree will hold.</summary>
    public void AddMetadata(int bytes)
    {
        MetadataBytes += bytes;
        if (MetadataBytes > ConversionLimits.MaxMetadataBytes)
            throw Exceeded($"the names, link targets and extended attributes of the image exceed {ConversionLimits.MaxMetadataBytes} bytes");
    }

    /// <summary>Counts bytes of a tar.</summary>
    public void AddUncompressed(int bytes)
    {
        UncompressedBytes += bytes;
        if (UncompressedBytes > options.MaxUncompressedBytes)
            throw Exceeded($"the image has more than the {options.MaxUncompressedBytes} bytes allowed uncompressed");
    }

    private static InvalidEntryException Exceeded(string reason) => new(ConversionError.LimitExceeded, reason);
}
