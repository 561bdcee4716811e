using System.Runtime.InteropServices;

namespace Slipway.Linux;

/// <summary>The one check behind every system call that must succeed.</summary>
internal static class SystemCall
{
    /// <summary>Returns <paramref name="result"/>, or throws with errno when it is negative. Call it before anything else can set errno.</summary>
    public static int Check(int result, string call, string? subject = null) =>
        result >= 0 ? result : throw new LinuxException(call, Marshal.GetLastPInvokeError(), subject);

    /// <summary>Turns "-1 and errno" into a negative errno.</summary>
    public static int ErrnoOr(nint result) => result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();
}
