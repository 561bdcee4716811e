using System.Runtime.InteropServices;
using Slipway.Linux.Events;

namespace Slipway.Linux.Terminals;

/// <summary>Waits for a terminal or pipe that another program has made non-blocking (poll(2)).</summary>
internal static partial class DescriptorWait
{
    public static void Until(int descriptor, PollEvents events)
    {
        var entry = new PollEntry { Descriptor = descriptor, Events = (short)events };
        _ = Poll(ref entry, 1, -1);
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeoutMilliseconds);

    /// <summary>struct pollfd (poll.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }
}
