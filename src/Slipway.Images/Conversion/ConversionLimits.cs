namespace Slipway.Images.Conversion;

/// <summary>What an image may ask of this process and of its disk. Crossing one is <see cref="ConversionError.LimitExceeded"/>.</summary>
public static class ConversionLimits
{
    /// <summary>Entries of all layers together; an image of two million files with every one replaced three times passes.</summary>
    public const long MaxEntries = 8_000_000;

    /// <summary>Inodes of the tree. The largest images published hold under two million files; each costs about 130 bytes of memory.</summary>
    public const int MaxInodes = 2_500_000;

    /// <summary>
    /// Names, link targets and extended attributes that were ever added: they stay in memory until the image is finished. A million files
    /// with usual names take 20 MiB.
    /// </summary>
    public const long MaxMetadataBytes = 256L << 20;

    /// <summary>Length of a path below the root: PATH_MAX of linux/limits.h less its NUL. A longer one can be opened by nobody.</summary>
    public const int MaxPathBytes = 4095;

    /// <summary>
    /// Components walked for one path, those of symbolic links on the way included, so that no circle of links is walked for long. The longest
    /// path has 2048.
    /// </summary>
    public const int MaxPathSteps = 4096;

    /// <summary>Links of one layer that stand before what they link to. No tool writes such archives on purpose.</summary>
    public const int MaxForwardLinks = 10_000;

    /// <summary>The size the image's filesystem may reach.</summary>
    public const long MaxFilesystemBytes = 1L << 40;
}
