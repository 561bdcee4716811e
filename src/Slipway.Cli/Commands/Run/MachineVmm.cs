using Slipway.Host;
using Slipway.Vmm.Choice;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Jails;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Qemu;

namespace Slipway.Cli.Commands.Run;

/// <summary>The VMM that was chosen, and its jail.</summary>
internal static class MachineVmm
{
    public static IVmm Of(VmmDecision decision, JailDecision jail, DataDirectory data, TimeProvider time) =>
        decision.Firecracker is { } program ? new FirecrackerVmm(program, data.Machines, time) { Jail = jail } : new QemuVmm { Jail = jail };

    /// <summary>Its jail.</summary>
    /// <param name="isWanted">There is to be one.</param>
    public static JailDecision Confine(bool isWanted, VmmDecision decision, CommandContext context) =>
        isWanted ? JailChoice.Decide(decision.Firecracker, context.Variable(JailChoice.JailerVariable)) : JailDecision.Off;
}
