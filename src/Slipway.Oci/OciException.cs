namespace Slipway.Oci;

/// <summary>
/// The one exception of this library. The message says what failed, on which object, with which numbers, and what to do;
/// it never contains a credential. <see cref="Code"/> is for programs.
/// </summary>
public sealed class OciException : IOException
{
    public OciException(OciErrorCode code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>The kind of failure.</summary>
    public OciErrorCode Code { get; }
}
