using Slipway.Linux.Kvm;

namespace Slipway.Vmm.Acceleration;

/// <summary>
/// Decides whether this host's KVM is used. <c>/dev/kvm</c> may exist and be useless: under the PVM hypervisor a stock guest kernel neither
/// starts nor fails, it crawls. So a guest's instructions are timed, unless the loaded modules already say it.
/// </summary>
public static class AccelerationCheck
{
    private const string ModuleDirectory = "/sys/module";

    // Hardware needs less than 1 ms; a machine that is busy with other work, or emulated itself, many times that.
    private static readonly TimeSpan s_deadline = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks at this host; takes a few milliseconds, and at most a second where instructions crawl. The answer holds until the host is booted anew.</summary>
    /// <param name="forced">What the user asked for: taken without a check.</param>
    public static async Task<AccelerationDecision> DecideAsync(Accelerator? forced, TimeProvider time, CancellationToken cancellationToken)
    {
        if (forced is { } asked)
            return new AccelerationDecision(asked, "it was asked for");
        var modules = Directory.Exists(ModuleDirectory) ? Directory.GetDirectories(ModuleDirectory).Select(Path.GetFileName).OfType<string>() : [];
        if (RefuseByModules(modules.ToHashSet(StringComparer.Ordinal)) is { } refusal)
            return refusal;
        return Judge(await KvmProbe.RunAsync(s_deadline, time, cancellationToken));
    }

    /// <summary>The answer when the loaded modules alone give it, else null.</summary>
    internal static AccelerationDecision? RefuseByModules(IReadOnlySet<string> modules) =>
        modules.Contains("kvm_pvm") && !modules.Contains("kvm_intel") && !modules.Contains("kvm_amd")
            ? new AccelerationDecision(
                Accelerator.Tcg, "this host's KVM is the PVM hypervisor (module kvm_pvm), under which a stock guest kernel does not get through its boot")
            : null;

    /// <summary>The answer from the probe.</summary>
    internal static AccelerationDecision Judge(KvmProbeResult probe) => probe.Outcome switch
    {
        KvmProbeOutcome.Usable => new AccelerationDecision(Accelerator.Kvm, $"/dev/kvm runs guest instructions ({probe.Detail})"),
        KvmProbeOutcome.Unavailable => new AccelerationDecision(Accelerator.Tcg, $"/dev/kvm cannot be used: {probe.Detail}"),
        _ => new AccelerationDecision(Accelerator.Tcg, $"/dev/kvm exists but guest instructions make no progress: {probe.Detail}"),
    };
}
