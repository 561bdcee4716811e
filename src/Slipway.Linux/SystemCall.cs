using System.Runtime.InteropServices;

namespace Slipway.Linux;

/// <summary>The one check behind every system call that must succeed, and the way to those the C library has no function for.</summary>
internal static partial class SystemCall
{
    /// <summary>Returns <paramref name="result"/>, or throws with errno when it is negative. Call it before anything else can set errno.</summary>
    public static int Check(nint result, string call, string? subject = null) =>
        result >= 0 ? (int)result : throw new LinuxException(call, Marshal.GetLastPInvokeError(), subject);

    /// <summary>Turns "-1 and errno" into a negative errno.</summary>
    public static int ErrnoOr(nint result) => result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();

    /// <summary>syscall(2), by number; the arguments are numbers or addresses, and those a call does not take are ignored.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint Invoke(nint number, nint first, nint second, nint third, nint fourth = 0, nint fifth = 0);
}
