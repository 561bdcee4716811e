using Slipway.Host;
using Slipway.Vmm.Choice;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Qemu;

namespace Slipway.Cli.Commands.Run;

/// <summary>The VMM that was chosen.</summary>
internal static class MachineVmm
{
    public static IVmm Of(VmmDecision decision, DataDirectory data, TimeProvider time) =>
        decision.Firecracker is { } program ? new FirecrackerVmm(program, data.Machines, time) : new QemuVmm();
}
