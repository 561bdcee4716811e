namespace Slipway.Oci.Tar;

/// <summary>What a tar archive from outside may ask of this process. Crossing one is a <see cref="TarException"/>, never a truncation.</summary>
public static class TarLimits
{
    /// <summary>Size of one PAX extended header; the same bound Go's archive/tar sets, so every layer a Go tool wrote passes.</summary>
    public const int MaxPaxHeaderBytes = 1024 * 1024;

    /// <summary>Length of a path or link target, whether from a GNU long name, PAX or ustar (Linux itself stops at 4 KiB per call).</summary>
    public const int MaxPathBytes = 64 * 1024;

    /// <summary>Segments of one sparse file: 16 MiB of map. Unbounded maps exhausted memory in Go (CVE-2025-58183).</summary>
    public const int MaxSparseSegments = 1024 * 1024;

    /// <summary>Extended attributes of one entry.</summary>
    public const int MaxXattrs = 1024;

    /// <summary>Length of an extended attribute's name, XATTR_NAME_MAX of linux/limits.h.</summary>
    public const int MaxXattrNameBytes = 255;

    /// <summary>Size of an extended attribute's value, XATTR_SIZE_MAX of linux/limits.h.</summary>
    public const int MaxXattrValueBytes = 64 * 1024;

    /// <summary>Entries of one archive; the largest images published hold under two million files.</summary>
    public const long MaxEntries = 16L * 1024 * 1024;

    /// <summary>Content of one entry, the largest file ext4 can hold with 4 KiB blocks (16 TiB).</summary>
    public const long MaxContentBytes = 16L << 40;
}
