namespace Slipway.Linux;

/// <summary>The error numbers that callers tell apart (asm-generic/errno-base.h and errno.h; the same on x86-64 and arm64).</summary>
public static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int NoProcess = 3;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int NoExec = 8;
    public const int Again = 11;
    public const int Access = 13;
    public const int Busy = 16;
    public const int Exists = 17;
    public const int OtherDevice = 18;
    public const int NoDevice = 19;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int Invalid = 22;
    public const int NoSpace = 28;
    public const int ReadOnlyFileSystem = 30;
    public const int BrokenPipe = 32;
    public const int Loop = 40;
    public const int NotSupported = 95;
    public const int AddressNotAvailable = 99;
    public const int NoBufferSpace = 105;
    public const int InProgress = 115;
    public const int OverQuota = 122;
}
