namespace Slipway.Images.Conversion;

/// <summary>Why layers cannot become an image.</summary>
public enum ConversionError
{
    /// <summary>The compressed data or the tar is damaged or cut short.</summary>
    DamagedLayer,

    /// <summary>The layer's uncompressed bytes are not those the image's configuration names.</summary>
    DiffIdMismatch,

    /// <summary>An entry asks for what no tree can have: a link to nothing, a file below a file, a root that is no directory.</summary>
    InvalidEntry,

    /// <summary>A bound of <see cref="ConversionLimits"/>, <see cref="ConversionOptions"/> or ext4 is crossed.</summary>
    LimitExceeded,
}
