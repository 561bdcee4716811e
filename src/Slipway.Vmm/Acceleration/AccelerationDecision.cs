namespace Slipway.Vmm.Acceleration;

/// <summary>Which accelerator machines of this host use.</summary>
/// <param name="Accelerator">The choice.</param>
/// <param name="Reason">One sentence for a person, without a full stop: what was found.</param>
public sealed record AccelerationDecision(Accelerator Accelerator, string Reason);
