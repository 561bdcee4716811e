namespace Slipway.Images;

/// <summary>What filesystem a layer is converted to. A machine's writable disk and a flattened image are always ext4.</summary>
public enum LayerFormat
{
    Ext4,

    /// <summary>EROFS without compression.</summary>
    Erofs,

    /// <summary>EROFS whose files are compressed with LZ4, where that saves blocks.</summary>
    ErofsLz4,
}
