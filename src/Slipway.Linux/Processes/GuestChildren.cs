using System.Runtime.InteropServices;

namespace Slipway.Linux.Processes;

/// <summary>For the guest's first process, every orphan's parent: the end of any child, and signals to any process.</summary>
public static partial class GuestChildren
{
    private const int Everyone = -1;

    /// <summary>Takes the exit of any child that has ended; null when none has.</summary>
    /// <param name="anyLeft">False when there is no child at all.</param>
    public static ChildExit? TryReap(out bool anyLeft) => ProcessCalls.TryReap(out anyLeft);

    /// <summary>Sends a signal; 0 or the errno. A negative id means its process group.</summary>
    public static int TrySignal(int pid, int signal) => -SystemCall.ErrnoOr(Kill(pid, signal));

    /// <summary>Sends a signal to every process but this one and the kernel's (kill(2) with -1).</summary>
    public static void SignalAll(int signal) => _ = Kill(Everyone, signal);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
