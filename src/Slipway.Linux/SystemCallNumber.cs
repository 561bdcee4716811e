using System.Runtime.InteropServices;

namespace Slipway.Linux;

/// <summary>Numbers of the system calls that the C library has no function for, or whose function acts on every thread.</summary>
internal static class SystemCallNumber
{
    private static readonly bool IsX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    public static nint FinitModule => IsX64 ? 313 : 273;

    public static nint SetGroups => IsX64 ? 116 : 159;

    public static nint SetResUid => IsX64 ? 117 : 147;

    public static nint SetResGid => IsX64 ? 119 : 149;

    public static nint SetSignalMask => IsX64 ? 14 : 135;

    /// <summary>From Linux 5.1 on a new call has the same number everywhere (asm-generic/unistd.h).</summary>
    public static nint PidfdSendSignal => 424;

    public static nint OpenTree => 428;

    public static nint FsOpen => 430;

    public static nint FsConfig => 431;

    public static nint FsMount => 432;

    public static nint FsPick => 433;

    public static nint PidfdOpen => 434;

    public static nint PidfdGetFd => 438;

    public static nint MountSetAttr => 442;
}
