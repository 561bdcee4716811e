namespace Slipway.Linux.Kvm;

/// <summary>Whether KVM can be used.</summary>
public enum KvmProbeOutcome
{
    /// <summary>Guest instructions run at the processor's speed.</summary>
    Usable,

    /// <summary>There is no <c>/dev/kvm</c>, it may not be opened, or it makes no machine.</summary>
    Unavailable,

    /// <summary>A machine can be made, and its instructions do not run, or only crawl.</summary>
    NoProgress,
}
