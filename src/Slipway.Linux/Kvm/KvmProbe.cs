using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Kvm;

/// <summary>
/// Runs a few million instructions in a virtual machine of one processor and one page, to see whether <c>/dev/kvm</c> can be used and not
/// only opened.
/// </summary>
/// <remarks>
/// The guest counts to 65536 and then writes to a port, which brings control back here, again and again: progress is seen in slices, so that
/// a hypervisor that interprets instead of executing is found out without waiting for it. Runs on a thread of its own, which is left
/// behind when not even one slice ends.
/// </remarks>
public static class KvmProbe
{
    /// <summary>131072 instructions each: hardware takes about 50 µs, an interpreter 10 to 100 ms.</summary>
    private const int Slices = 32;

    /// <summary>Runs the probe.</summary>
    /// <param name="deadline">How long the guest may take; hardware needs about 2 ms.</param>
    public static Task<KvmProbeResult> RunAsync(TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<KvmProbeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => result.SetResult(Run(deadline))) { IsBackground = true, Name = "kvm probe" }.Start();
        return OrTooSlowAsync(result.Task, deadline, time, cancellationToken);
    }

    // Twice the deadline: the thread notices by itself unless it never comes back from the guest.
    private static async Task<KvmProbeResult> OrTooSlowAsync(
        Task<KvmProbeResult> running, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await running.WaitAsync(2 * deadline, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new KvmProbeResult(KvmProbeOutcome.NoProgress, $"not one slice of guest instructions ended within {2 * deadline.TotalMilliseconds:F0} ms");
        }
    }

    private static KvmProbeResult Run(TimeSpan deadline)
    {
        try
        {
            using var device = File.OpenHandle("/dev/kvm", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return Run(device, deadline);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new KvmProbeResult(KvmProbeOutcome.Unavailable, e.Message);
        }
    }

    private static KvmProbeResult Run(SafeFileHandle device, TimeSpan deadline)
    {
        using var machine = KvmMachine.Create(device);
        var start = Stopwatch.GetTimestamp();
        for (var slice = 0; slice < Slices; slice++)
        {
            if (machine.Run() is not KvmMachine.ExitIo and var reason)
                return new KvmProbeResult(KvmProbeOutcome.NoProgress, $"the guest stopped for KVM exit reason {reason} where it should have written to a port");
            if (Stopwatch.GetElapsedTime(start) > deadline)
                return new KvmProbeResult(KvmProbeOutcome.NoProgress, $"{slice + 1} of {Slices} slices of guest instructions took {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        }
        return new KvmProbeResult(KvmProbeOutcome.Usable, $"{Slices} slices of guest instructions took {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms");
    }
}
