namespace Slipway.Ext4;

/// <summary>
/// An ext4 image cannot be written as asked or cannot be trusted as read. The message names the object, the numbers that do not fit
/// and, where there is one, the way out.
/// </summary>
public sealed class Ext4Exception : IOException
{
    public Ext4Exception(string message)
        : base(message)
    {
    }

    public Ext4Exception(string message, Exception cause)
        : base(message, cause)
    {
    }
}
