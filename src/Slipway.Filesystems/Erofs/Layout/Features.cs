namespace Slipway.Filesystems.Erofs.Layout;

/// <summary>Feature bits of the superblock (EROFS_FEATURE_*).</summary>
internal static class Features
{
    /// <summary>The superblock has a checksum.</summary>
    public const uint CompatChecksum = 0x1;

    /// <summary>Times are those of modification.</summary>
    public const uint CompatMtime = 0x2;

    /// <summary>Compressed data stands at the end of its blocks.</summary>
    public const uint IncompatZeroPadding = 0x1;

    /// <summary>Settings of the algorithms follow the superblock, and physical clusters may have several blocks.</summary>
    public const uint IncompatCompressionSettings = 0x2;

    /// <summary>Files may be chunk-based.</summary>
    public const uint IncompatChunks = 0x4;
}
