namespace Slipway.Contracts.GuestLink;

/// <summary>Why the guest could not do something.</summary>
public enum GuestErrorCode
{
    /// <summary>Init itself is at fault.</summary>
    Internal,

    /// <summary>The request or the run config makes no sense.</summary>
    Invalid,

    /// <summary>The peer broke the link's rules.</summary>
    Protocol,

    /// <summary>The image names no program and none was given.</summary>
    NoEntrypoint,

    /// <summary>The image has no such user or group.</summary>
    UnknownUser,

    /// <summary>The program or the file does not exist.</summary>
    NotFound,

    /// <summary>The program exists and cannot be executed.</summary>
    NotExecutable,

    /// <summary>The program is built for another processor.</summary>
    WrongArchitecture,

    /// <summary>A device did not appear or could not be mounted.</summary>
    Device,

    /// <summary>The network could not be set up.</summary>
    Network,

    /// <summary>No space left on a filesystem.</summary>
    DiskFull,

    /// <summary>Another system call failed.</summary>
    System,

    /// <summary>The main process does not run.</summary>
    NotRunning,

    /// <summary>Already in use: a second Attach, or more streams than <see cref="LinkLimits.MaxStreams"/>.</summary>
    Busy,

    /// <summary>This guest or its kernel cannot do that.</summary>
    Unsupported,

    /// <summary>The host took it back.</summary>
    Canceled,
}
