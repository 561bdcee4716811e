using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Choice;

/// <summary>Chooses a VMM: Firecracker wherever it can run the machine, else QEMU.</summary>
public static class VmmChoice
{
    // It prints a line; a program that is something else may wait for ever.
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(5);

    /// <summary>Decides. Where Firecracker is in question it is asked for its version, which takes a few milliseconds.</summary>
    /// <param name="asked">What the user wants; null: the better one.</param>
    /// <param name="configured">The Firecracker that is configured, see <see cref="FirecrackerProgram.Find"/>; null: the one on PATH.</param>
    /// <param name="acceleration">What this host can.</param>
    /// <param name="network">The machine's.</param>
    /// <exception cref="VmmException">Firecracker is asked for and cannot be; the message says everything that is missing.</exception>
    public static async Task<VmmDecision> DecideAsync(
        VmmKind? asked, string? configured, AccelerationDecision acceleration, NetworkConfig? network, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(acceleration);
        if (asked == VmmKind.Qemu)
            return new VmmDecision(null, "it was asked for");
        List<string> faults = [];
        var program = Find(configured, faults);
        if (acceleration.Accelerator != Accelerator.Kvm)
            faults.Add($"it needs KVM, and machines are emulated here ({acceleration.Reason})");
        if (FirecrackerFaults.NetworkFault(network) is { } fault)
            faults.Add(fault);
        if (program is not null && (asked is not null || faults.Count == 0))
            await ExamineAsync(program, faults, time, cancellationToken);
        if (faults.Count == 0)
            return new VmmDecision(program, asked is null ? "Firecracker and a working KVM are here" : "it was asked for");
        return asked is null
            ? new VmmDecision(null, $"Firecracker cannot be taken: {string.Join("; ", faults)}")
            : throw new VmmException($"Firecracker cannot run this machine: {string.Join("; ", faults)}.");
    }

    private static FirecrackerProgram? Find(string? configured, List<string> faults)
    {
        try
        {
            if (FirecrackerProgram.Find(configured) is { } program)
                return program;
            faults.Add($"the program firecracker is neither on PATH nor named by {FirecrackerProgram.Variable}");
        }
        catch (FileNotFoundException e)
        {
            faults.Add(e.Message.TrimEnd('.'));
        }

        return null;
    }

    private static async Task ExamineAsync(FirecrackerProgram program, List<string> faults, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(s_answerLimit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            await program.DescribeAsync(stop.Token);
        }
        catch (VmmException e)
        {
            faults.Add(e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            faults.Add($"{program.Path} does not say its version within {s_answerLimit.TotalSeconds:0} s; is it a Firecracker?");
        }
    }
}
