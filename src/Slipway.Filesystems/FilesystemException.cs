namespace Slipway.Filesystems;

/// <summary>
/// A filesystem cannot be written as asked or cannot be trusted as read. The message names the object, the numbers that do not fit
/// and, where there is one, the way out.
/// </summary>
public sealed class FilesystemException : IOException
{
    public FilesystemException(string message)
        : base(message)
    {
    }

    public FilesystemException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
