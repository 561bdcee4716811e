using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Events;

/// <summary>A one-shot timer as something to read (timerfd_create(2), CLOCK_MONOTONIC). The owner disposes.</summary>
public sealed partial class TimerDescriptor : IDisposable
{
    private const int Monotonic = 1;

    /// <summary>Becomes readable when the time is up.</summary>
    public FileDescriptor Descriptor { get; } = new(SystemCall.Check(Create(Monotonic, OpenFlags.CloseOnExec | OpenFlags.NonBlocking), "timerfd_create"));

    /// <summary>Starts the timer, or starts it again.</summary>
    /// <param name="delay">From now; zero fires at once.</param>
    public void Start(TimeSpan delay)
    {
        var ticks = Math.Max(1, delay.Ticks);
        ReadOnlySpan<long> value = [0, 0, ticks / TimeSpan.TicksPerSecond, ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick];
        SystemCall.Check(Set(Descriptor, 0, value, 0), "timerfd_settime");
    }

    /// <summary>Takes note that it fired, so that it can be heard again.</summary>
    public void Acknowledge() => _ = Descriptor.Read(stackalloc byte[sizeof(long)]);

    /// <inheritdoc/>
    public void Dispose() => Descriptor.Dispose();

    [LibraryImport("libc", EntryPoint = "timerfd_create", SetLastError = true)]
    private static partial int Create(int clock, OpenFlags flags);

    [LibraryImport("libc", EntryPoint = "timerfd_settime", SetLastError = true)]
    private static partial int Set(FileDescriptor timer, int flags, ReadOnlySpan<long> value, nint old);
}
