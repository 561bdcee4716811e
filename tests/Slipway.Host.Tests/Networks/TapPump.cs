using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;

namespace Slipway.Host.Tests.Networks;

/// <summary>Copies frames between two taps, as a VMM does between a tap and its guest. Frames that one side has no room for are lost, as on a wire.</summary>
internal static class TapPump
{
    private const int LargestFrame = 70_000;

    /// <summary>Copies until the process ends.</summary>
    public static void Run(SafeFileHandle left, SafeFileHandle right)
    {
        var ends = new[] { new FileDescriptor((int)left.DangerousGetHandle()), new FileDescriptor((int)right.DangerousGetHandle()) };
        using var poll = new EventPoll();
        poll.Add(ends[0], PollEvents.Readable, 0);
        poll.Add(ends[1], PollEvents.Readable, 1);
        var frame = new byte[LargestFrame];
        var ready = new List<(long Token, PollEvents Events)>();
        while (true)
        {
            ready.Clear();
            poll.Wait(ready, -1);
            foreach (var (from, _) in ready)
            {
                for (int length; (length = ends[from].Read(frame)) > 0;)
                    _ = ends[1 - from].Write(frame.AsSpan(0, length));
            }
        }
    }
}
