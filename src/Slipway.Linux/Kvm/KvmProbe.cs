using System.Diagnostics;

namespace Slipway.Linux.Kvm;

/// <summary>
/// Runs instructions in a virtual machine of one processor and one page, to see whether <c>/dev/kvm</c> can be used and not only opened.
/// </summary>
/// <remarks>
/// The guest counts to 65536 and then writes to a port, which brings control back here, again and again. The fastest of these slices
/// decides: what else a busy host does makes slices slower, never faster, and no hypervisor that interprets reaches the limit. Runs on a
/// thread of its own, which is left behind when not even one slice ends.
/// </remarks>
public static class KvmProbe
{
    /// <summary>For 131072 instructions: hardware takes about 50 µs, hardware that is itself emulated 1 ms, an interpreter 10 to 100 ms.</summary>
    private static readonly TimeSpan s_sliceLimit = TimeSpan.FromMilliseconds(4);

    /// <summary>So many are tried, however slow: an emulated processor translates the guest's code in the first, which took it 0.3 s.</summary>
    private const int MinSlices = 4;

    /// <summary>For making the machine, which takes a millisecond, or thousands on a busy host whose processor is emulated.</summary>
    private static readonly TimeSpan s_creationLimit = TimeSpan.FromSeconds(10);

    /// <summary>Runs the probe.</summary>
    /// <param name="deadline">How long the guest may take until one slice is fast enough; hardware needs less than a millisecond.</param>
    public static async Task<KvmProbeResult> RunAsync(TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        var created = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = new TaskCompletionSource<KvmProbeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => result.SetResult(Run(deadline, created))) { IsBackground = true, Name = "kvm probe" }.Start();
        try
        {
            await Task.WhenAny(created.Task, result.Task).WaitAsync(s_creationLimit, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new KvmProbeResult(KvmProbeOutcome.NoProgress, $"no machine was made within {s_creationLimit.TotalSeconds:F0} s");
        }

        return await OrTooSlowAsync(result.Task, deadline, time, cancellationToken);
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

    private static KvmProbeResult Run(TimeSpan deadline, TaskCompletionSource created)
    {
        try
        {
            using var device = File.OpenHandle("/dev/kvm", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            using var machine = KvmMachine.Create(device);
            created.SetResult();
            return Run(machine, deadline);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new KvmProbeResult(KvmProbeOutcome.Unavailable, e.Message);
        }
    }

    private static KvmProbeResult Run(KvmMachine machine, TimeSpan deadline)
    {
        var start = Stopwatch.GetTimestamp();
        for (var slices = 1; ; slices++)
        {
            var sliceStart = Stopwatch.GetTimestamp();
            if (machine.Run() is not KvmMachine.ExitIo and var reason)
                return new KvmProbeResult(KvmProbeOutcome.NoProgress, $"the guest stopped for KVM exit reason {reason} where it should have written to a port");
            var slice = Stopwatch.GetElapsedTime(sliceStart);
            var elapsed = Stopwatch.GetElapsedTime(start);
            if (slice <= s_sliceLimit)
                return new KvmProbeResult(KvmProbeOutcome.Usable, $"131072 guest instructions took {slice.TotalMilliseconds:F2} ms");
            if (elapsed > deadline && slices >= MinSlices)
                return new KvmProbeResult(KvmProbeOutcome.NoProgress, $"{slices} times 131072 guest instructions took {elapsed.TotalMilliseconds:F0} ms");
        }
    }
}
