using System.Runtime.InteropServices;
using System.Text;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Guest;

/// <summary>What only the first process of a system asks of its kernel.</summary>
public static partial class GuestKernel
{
    private const int RealTime = 0; // CLOCK_REALTIME
    private const int BootTime = 7; // CLOCK_BOOTTIME
    private const int RestartCommand = 0x01234567; // RB_AUTOBOOT, linux/reboot.h
    private const int SignalOnKeysCommand = 0; // RB_DISABLE_CAD
    private const long MicrosecondsPerSecond = 1_000_000;
    private const long NanosecondsPerMicrosecond = 1_000;

    /// <summary>Microseconds since the kernel's start.</summary>
    public static long BootMicroseconds
    {
        get
        {
            Span<long> time = stackalloc long[2];
            SystemCall.Check(GetTime(BootTime, time), "clock_gettime");
            return (time[0] * MicrosecondsPerSecond) + (time[1] / NanosecondsPerMicrosecond);
        }
    }

    /// <summary>Sets the clock (clock_settime(2)): microseconds since 1970.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void SetClock(long unixMicroseconds)
    {
        Span<long> time = [unixMicroseconds / MicrosecondsPerSecond, unixMicroseconds % MicrosecondsPerSecond * NanosecondsPerMicrosecond];
        SystemCall.Check(SetTime(RealTime, time), "clock_settime");
    }

    /// <summary>Loads a module (finit_module(2)) and runs its start-up; 0 or the errno. EEXIST: it is loaded or built in.</summary>
    public static unsafe int TryLoadModule(FileDescriptor file, string parameters)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(parameters + '\0'))
        {
            var errno = -SystemCall.ErrnoOr(SystemCall.Invoke(SystemCallNumber.FinitModule, file.Number, (nint)text, 0));
            GC.KeepAlive(file);
            return errno;
        }
    }

    /// <summary>Names the machine (sethostname(2)).</summary>
    public static void SetHostname(string name) =>
        SystemCall.Check(SetName(name, (nuint)Encoding.UTF8.GetByteCount(name)), "sethostname", name);

    /// <summary>Three keys at the console, or a VMM's button, send the first process SIGINT instead of restarting the machine.</summary>
    public static void SignalOnRestartKeys() => _ = Reboot(SignalOnKeysCommand);

    /// <summary>Restarts the machine without another word; returns only when the kernel refuses.</summary>
    public static void Restart() => _ = Reboot(RestartCommand);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, Span<long> time);

    [LibraryImport("libc", EntryPoint = "clock_settime", SetLastError = true)]
    private static partial int SetTime(int clock, ReadOnlySpan<long> time);

    [LibraryImport("libc", EntryPoint = "sethostname", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetName(string name, nuint length);

    [LibraryImport("libc", EntryPoint = "reboot", SetLastError = true)]
    private static partial int Reboot(int command);
}
