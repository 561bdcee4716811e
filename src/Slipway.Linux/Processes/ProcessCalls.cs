using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Processes;

/// <summary>waitid(2), pidfd_open(2) and pidfd_send_signal(2).</summary>
internal static unsafe partial class ProcessCalls
{
    // The numbers of these two calls are the same on every architecture (Linux 5.3, asm-generic/unistd.h).
    private const long PidfdSendSignal = 424;
    private const long PidfdOpen = 434;
    private const int SigKill = 9;
    private const int WaitForPid = 1;
    private const int WaitExited = 4;
    private const int Interrupted = 4;
    private const int NoSuchProcess = 3;

    // siginfo_t of 64-bit Linux: 128 bytes; si_code at 8, si_status at 24.
    private const int SignalInfoBytes = 128;
    private const int CodeOffset = 8;
    private const int StatusOffset = 24;
    private const int CodeExited = 1;

    /// <summary>A descriptor for a child that is not reaped yet; close-on-exec.</summary>
    public static SafeFileHandle OpenPid(int id)
    {
        var descriptor = SystemCall(PidfdOpen, id, 0, 0, 0);
        return descriptor >= 0
            ? new SafeFileHandle((nint)descriptor, ownsHandle: true)
            : throw new LinuxException("pidfd_open", Marshal.GetLastPInvokeError(), $"{id}");
    }

    /// <summary>Kills the process; one that has ended is no error.</summary>
    public static void Kill(SafeFileHandle pidDescriptor)
    {
        var added = false;
        try
        {
            pidDescriptor.DangerousAddRef(ref added);
            if (SystemCall(PidfdSendSignal, pidDescriptor.DangerousGetHandle(), SigKill, 0, 0) < 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and var errno)
                throw new LinuxException("pidfd_send_signal", errno);
        }
        finally
        {
            if (added)
                pidDescriptor.DangerousRelease();
        }
    }

    /// <summary>Blocks until the child has ended, and reaps it.</summary>
    public static ChildExit Wait(int id)
    {
        var info = stackalloc byte[SignalInfoBytes];
        while (WaitId(WaitForPid, id, info, WaitExited) < 0)
        {
            if (Marshal.GetLastPInvokeError() is not Interrupted and var errno)
                throw new LinuxException("waitid", errno, $"{id}");
        }
        var status = *(int*)(info + StatusOffset);
        return *(int*)(info + CodeOffset) == CodeExited ? new ChildExit(status, 0) : new ChildExit(0, status);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, long first, long second, long third, long fourth);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitId(int kind, int id, byte* info, int options);
}
