using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Processes;

/// <summary>Waiting for children (waitid(2)) and killing one without a race for its id (pidfd_open(2), pidfd_send_signal(2)).</summary>
internal static unsafe partial class ProcessCalls
{
    private const int SigKill = 9;
    private const int WaitForAll = 0; // P_ALL
    private const int WaitForPid = 1; // P_PID
    private const int NoHang = 1; // WNOHANG
    private const int WaitExited = 4; // WEXITED

    // siginfo_t of 64-bit Linux after the end of a child: si_code at 8, si_pid at 16, si_status at 24.
    private const int SignalInfoBytes = 128;
    private const int CodeOffset = 8;
    private const int PidOffset = 16;
    private const int StatusOffset = 24;
    private const int CodeExited = 1; // CLD_EXITED; the status is a signal's number otherwise

    /// <summary>A descriptor for a child that is not reaped yet; close-on-exec.</summary>
    public static SafeFileHandle OpenPid(int id) =>
        new(SystemCall.Check(SystemCall.Invoke(SystemCallNumber.PidfdOpen, id, 0, 0), "pidfd_open", $"{id}"), ownsHandle: true);

    /// <summary>Kills the process; one that has ended is no error.</summary>
    public static void Kill(SafeFileHandle pidDescriptor)
    {
        var added = false;
        try
        {
            pidDescriptor.DangerousAddRef(ref added);
            var result = SystemCall.ErrnoOr(SystemCall.Invoke(SystemCallNumber.PidfdSendSignal, pidDescriptor.DangerousGetHandle(), SigKill, 0));
            if (result is < 0 and not -Errno.NoProcess)
                throw new LinuxException("pidfd_send_signal", -result);
        }
        finally
        {
            if (added)
                pidDescriptor.DangerousRelease();
        }
    }

    /// <summary>Kills a child that is not reaped yet.</summary>
    public static void Kill(int id)
    {
        using var descriptor = OpenPid(id);
        Kill(descriptor);
    }

    /// <summary>Blocks until the child has ended, and reaps it.</summary>
    public static ChildExit Wait(int id)
    {
        var result = Wait(WaitForPid, id, WaitExited, out var exit);
        return result == 0 ? exit : throw new LinuxException("waitid", -result, $"{id}");
    }

    /// <summary>Reaps any child that has ended; null when none has.</summary>
    /// <param name="anyLeft">False when there is no child at all.</param>
    public static ChildExit? TryReap(out bool anyLeft)
    {
        anyLeft = Wait(WaitForAll, 0, WaitExited | NoHang, out var exit) == 0;
        return exit.Pid == 0 ? null : exit;
    }

    /// <summary>0 or a negative errno; the exit's id is 0 when none has ended.</summary>
    private static int Wait(int kind, int id, int options, out ChildExit exit)
    {
        var info = stackalloc byte[SignalInfoBytes];
        new Span<byte>(info, SignalInfoBytes).Clear();
        int result;
        do
            result = SystemCall.ErrnoOr(WaitId(kind, id, info, options));
        while (result == -Errno.Interrupted);
        var status = *(int*)(info + StatusOffset);
        exit = *(int*)(info + CodeOffset) == CodeExited
            ? new ChildExit(*(int*)(info + PidOffset), status, 0)
            : new ChildExit(*(int*)(info + PidOffset), 0, status);
        return result;
    }

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitId(int kind, int id, byte* info, int options);
}
