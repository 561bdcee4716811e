namespace Slipway.Registry.Blobs.S3;

/// <summary>What a caller can do something about.</summary>
internal enum S3FaultKind
{
    /// <summary>The object, or the upload, is not there.</summary>
    Absent,

    /// <summary>There is no such bucket.</summary>
    BucketAbsent,

    /// <summary>The key is unknown, its signature does not fit, it has expired, or it may not do this.</summary>
    Refused,

    /// <summary>The bucket lives in another region or at another address.</summary>
    Elsewhere,

    /// <summary>The clocks of both sides differ by more than the server allows.</summary>
    ClockSkew,

    /// <summary>The store, or the quota in it, has no room left; the exception is one that <c>DiskFull</c> knows.</summary>
    Full,

    /// <summary>A fault that may pass: overload, a restart, a broken connection. Tried again before it is thrown.</summary>
    Transient,

    /// <summary>Anything else: an answer that is no S3, a refusal without a name.</summary>
    Unexpected,
}
