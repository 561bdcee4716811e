namespace Slipway.Linux.Files;

/// <summary>The error numbers that mean something to this folder (Linux, include/uapi/asm-generic/errno-base.h and errno.h).</summary>
internal static class Errno
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int TryAgain = 11;
    public const int Access = 13;
    public const int Exists = 17;
    public const int IsDirectory = 21;
    public const int NoSpace = 28;
    public const int NotSupported = 95;
    public const int OverQuota = 122;
}
