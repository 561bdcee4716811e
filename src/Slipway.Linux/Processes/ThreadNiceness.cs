using System.Runtime.InteropServices;

namespace Slipway.Linux.Processes;

/// <summary>How much a thread gives way to others for processors (nice(2)): on Linux each thread has a niceness of its own, and begins with that of the one that starts it.</summary>
public static partial class ThreadNiceness
{
    /// <summary>Adds to that of the calling thread, for good: only a privileged thread takes it back. Each step leaves others a quarter more; 19 is the most there is.</summary>
    /// <param name="steps">Not below 0.</param>
    public static void Add(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        _ = Nice(steps); // nobody is refused more; -1 may be the new niceness
    }

    [LibraryImport("libc", EntryPoint = "nice")]
    private static partial int Nice(int steps);
}
