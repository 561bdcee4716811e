namespace Slipway.Containerd;

/// <summary>What kind of failure a <see cref="ContainerdException"/> reports; closed, so that callers map each one to an exit code or a status.</summary>
public enum ContainerdErrorCode
{
    /// <summary>There is no socket at the path, or nobody listens at it.</summary>
    NotRunning,

    /// <summary>The socket exists and this user may not use it.</summary>
    PermissionDenied,

    /// <summary>Something else than containerd listens at the socket.</summary>
    NotContainerd,

    /// <summary>The connection was lost, or what was asked for is locked by another client for the moment: to be tried again.</summary>
    Unavailable,

    /// <summary>No answer within the time the options allow.</summary>
    TimedOut,

    /// <summary>The object does not exist in this namespace.</summary>
    NotFound,

    /// <summary>An object of this name exists already.</summary>
    AlreadyExists,

    /// <summary>The object's state does not allow it: a snapshot with children, a key that is not active.</summary>
    FailedPrecondition,

    /// <summary>containerd does not take the request: a name it does not allow, a snapshotter it has not loaded, a call it does not know.</summary>
    Refused,

    /// <summary>A blob's bytes do not have the digest or size of their descriptor.</summary>
    DigestMismatch,

    /// <summary>A layer unpacks to another tar than the image's configuration says.</summary>
    DiffIdMismatch,

    /// <summary>containerd tried and failed; its words say why.</summary>
    Failed,
}
