using System.Diagnostics;
using System.Runtime.InteropServices;
using Slipway.Linux.Memory;

namespace Slipway.Linux.Clocks;

/// <summary>The processor's time stamp counter, read by five instructions of our own, since the runtime has no intrinsic for RDTSC.</summary>
public static unsafe class TimeStampCounter
{
    private const int PrivateAnonymous = 0x22;
    private const int PageBytes = 4096;

    // rdtsc; shl rdx, 32; or rax, rdx; ret
    private static ReadOnlySpan<byte> ReadCounter => [0x0F, 0x31, 0x48, 0xC1, 0xE2, 0x20, 0x48, 0x09, 0xD0, 0xC3];

    /// <summary>Measures its rate against the monotonic clock; blocks for <paramref name="window"/>. 10 ms give an error below 20 parts per million.</summary>
    /// <returns>Kilohertz; null on another architecture than x86-64 and where memory may not be made executable.</returns>
    public static long? MeasureKilohertz(TimeSpan window)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return null;
        var page = MemoryCalls.Map(null, PageBytes, MemoryCalls.ReadWrite, PrivateAnonymous, -1, 0);
        if (page == MemoryCalls.Failed)
            return null;
        try
        {
            ReadCounter.CopyTo(new Span<byte>(page, ReadCounter.Length));
            return MemoryCalls.Protect(page, PageBytes, MemoryCalls.ReadExecute) == 0 ? Measure((delegate* unmanaged<ulong>)page, window) : null;
        }
        finally
        {
            _ = MemoryCalls.Unmap(page, PageBytes);
        }
    }

    // Between two reads of the clock lies one read of the counter; the pair that took the shortest is the most exact.
    private static long Measure(delegate* unmanaged<ulong> read, TimeSpan window)
    {
        var (startTime, startCount) = Sample(read);
        while (Stopwatch.GetElapsedTime(startTime) < window)
            Thread.SpinWait(20);
        var (endTime, endCount) = Sample(read);
        return (long)((endCount - startCount) / Stopwatch.GetElapsedTime(startTime, endTime).TotalMilliseconds);
    }

    private static (long Time, ulong Count) Sample(delegate* unmanaged<ulong> read)
    {
        var (best, time, count) = (long.MaxValue, 0L, 0UL);
        for (var i = 0; i < 16; i++)
        {
            var before = Stopwatch.GetTimestamp();
            var sample = read();
            var after = Stopwatch.GetTimestamp();
            if (after - before < best)
                (best, time, count) = (after - before, before + ((after - before) / 2), sample);
        }
        return (time, count);
    }
}
