using System.Runtime.InteropServices;

namespace Slipway.Linux.Spawning;

/// <summary>The children of this process: waiting for them and sending signals.</summary>
public static partial class ChildProcesses
{
    private const int NoHang = 1; // WNOHANG
    private const int Everyone = -1;

    /// <summary>Takes the exit of any child that has ended (waitpid(2)); null when none has.</summary>
    /// <param name="anyLeft">False when there is no child at all.</param>
    public static ChildExit? TryReap(out bool anyLeft)
    {
        Span<int> status = stackalloc int[1];
        int pid;
        do
            pid = SystemCall.ErrnoOr(Wait(Everyone, status, NoHang));
        while (pid == -Errno.Interrupted);
        anyLeft = pid >= 0;
        if (pid <= 0)
            return null;
        var signal = status[0] & 0x7F;
        return new ChildExit(pid, signal == 0 ? (status[0] >> 8) & 0xFF : 0, signal);
    }

    /// <summary>Sends a signal; 0 or the errno. A negative id means its process group.</summary>
    public static int TrySignal(int pid, int signal) => -SystemCall.ErrnoOr(Kill(pid, signal));

    /// <summary>Sends a signal to every process but this one and the kernel's (kill(2) with -1).</summary>
    public static void SignalAll(int signal) => _ = Kill(Everyone, signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int Wait(int pid, Span<int> status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
