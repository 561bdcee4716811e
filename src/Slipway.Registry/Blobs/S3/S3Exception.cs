using Slipway.Linux;

namespace Slipway.Registry.Blobs.S3;

/// <summary>An S3 request that failed for good, or for now (<see cref="S3FaultKind.Transient"/>). The message names bucket, key and status, never a secret.</summary>
internal sealed class S3Exception : IOException
{
    public S3Exception(S3FaultKind kind, string message, Exception? cause = null, TimeSpan? retryAfter = null)
        : base(message, cause)
    {
        (Kind, RetryAfter) = (kind, retryAfter);
        if (kind == S3FaultKind.Full)
            HResult = Errno.NoSpace;
    }

    public S3FaultKind Kind { get; }

    /// <summary>How long the server asks to wait; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; }
}
