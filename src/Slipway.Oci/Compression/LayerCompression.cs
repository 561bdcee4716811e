namespace Slipway.Oci.Compression;

/// <summary>How a layer blob is packed, as its first bytes say; media types are known to lie.</summary>
public enum LayerCompression
{
    /// <summary>A plain tar.</summary>
    None,

    /// <summary>gzip (RFC 1952), one member or several one after another.</summary>
    Gzip,

    /// <summary>Zstandard (RFC 8878), frames and skippable frames.</summary>
    Zstd,
}
