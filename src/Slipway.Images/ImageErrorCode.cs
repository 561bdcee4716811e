namespace Slipway.Images;

/// <summary>What kind of failure an <see cref="ImageException"/> reports; closed, so that callers map each one to an exit code or a status.</summary>
public enum ImageErrorCode
{
    /// <summary>No image of that name or id is in the store.</summary>
    NotFound,

    /// <summary>A name or the beginning of an id fits several images.</summary>
    Ambiguous,

    /// <summary>A machine runs from the image, or another process is making it.</summary>
    InUse,

    /// <summary>The file system has no room left.</summary>
    DiskFull,

    /// <summary>This host, this user or this file system cannot do what was asked.</summary>
    Unsupported,

    /// <summary>What the store holds contradicts itself: it was changed from outside.</summary>
    Damaged,
}
