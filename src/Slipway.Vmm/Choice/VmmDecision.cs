using Slipway.Vmm.Firecracker;

namespace Slipway.Vmm.Choice;

/// <summary>Which VMM a machine gets.</summary>
/// <param name="Firecracker">The Firecracker; null: QEMU.</param>
/// <param name="Reason">One sentence for a person, without a full stop: what was found.</param>
public sealed record VmmDecision(FirecrackerProgram? Firecracker, string Reason)
{
    public VmmKind Kind => Firecracker is null ? VmmKind.Qemu : VmmKind.Firecracker;
}
