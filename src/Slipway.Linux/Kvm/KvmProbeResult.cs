namespace Slipway.Linux.Kvm;

/// <summary>What <see cref="KvmProbe"/> found.</summary>
/// <param name="Outcome">Whether KVM can be used.</param>
/// <param name="Detail">The measurement or the failed call, for a person.</param>
public sealed record KvmProbeResult(KvmProbeOutcome Outcome, string Detail);
