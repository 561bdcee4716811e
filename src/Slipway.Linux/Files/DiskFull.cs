namespace Slipway.Linux.Files;

/// <summary>Tells "no room" apart from all other failures to write, whichever layer reports it.</summary>
public static class DiskFull
{
    /// <summary>
    /// True when the exception, or one it was caused by, is ENOSPC or EDQUOT: from a call of ours or from the runtime, whose HResult is errno.
    /// </summary>
    public static bool Is(Exception exception) => exception switch
    {
        LinuxException { Errno: Errno.NoSpace or Errno.OverQuota } or IOException { HResult: Errno.NoSpace or Errno.OverQuota } => true,
        { InnerException: { } cause } => Is(cause),
        _ => false,
    };
}
