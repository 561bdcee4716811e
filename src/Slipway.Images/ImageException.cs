namespace Slipway.Images;

/// <summary>
/// What goes wrong in this room; sources fail with <see cref="Oci.OciException"/>. The message says what failed, on which object, with which
/// numbers, and what to do. <see cref="Code"/> is for programs.
/// </summary>
public sealed class ImageException : IOException
{
    public ImageException(ImageErrorCode code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>The kind of failure.</summary>
    public ImageErrorCode Code { get; }
}
