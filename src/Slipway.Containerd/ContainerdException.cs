namespace Slipway.Containerd;

/// <summary>
/// The one exception of this library. The message says what was asked, of which object, at which socket, the gRPC status and containerd's own
/// words, and what to do. <see cref="Code"/> is for programs.
/// </summary>
public sealed class ContainerdException : IOException
{
    public ContainerdException(ContainerdErrorCode code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>The kind of failure.</summary>
    public ContainerdErrorCode Code { get; }
}
