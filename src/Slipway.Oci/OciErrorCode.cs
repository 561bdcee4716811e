namespace Slipway.Oci;

/// <summary>What kind of failure an <see cref="OciException"/> reports; closed, so that callers map each one to an exit code or a status.</summary>
public enum OciErrorCode
{
    /// <summary>The image, tag, blob or file does not exist (or its registry does not tell the difference from "not yours").</summary>
    NotFound,

    /// <summary>The registry wants credentials and none, or wrong ones, were given.</summary>
    Unauthorized,

    /// <summary>The credentials were understood and are not enough.</summary>
    Forbidden,

    /// <summary>The registry asks to come back later than we are willing to wait.</summary>
    RateLimited,

    /// <summary>Name resolution, connection, TLS or a repeated cut: the server could not be used.</summary>
    Unreachable,

    /// <summary>The server asked for something that would betray the user: credentials sent to a foreign host, a downgrade to plain http, an internal address.</summary>
    Untrusted,

    /// <summary>Bytes differ in digest or size from what their descriptor promises.</summary>
    DigestMismatch,

    /// <summary>A document, header, archive or reference breaks its specification.</summary>
    Malformed,

    /// <summary>A length or count from outside exceeds its limit (<see cref="OciLimits"/>).</summary>
    TooLarge,

    /// <summary>The registry does not take what is pushed, for a reason of its own, which the message quotes.</summary>
    Refused,

    /// <summary>Valid, but not something this program can use: an artifact, another platform, another transport.</summary>
    Unsupported,
}
