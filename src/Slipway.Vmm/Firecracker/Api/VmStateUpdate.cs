namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Pauses a machine or lets it go on (definition Vm).</summary>
internal sealed record VmStateUpdate(VmState State)
{
    public FirecrackerCall Patch() => FirecrackerCall.Patch("/vm", this, FirecrackerJson.Default.VmStateUpdate);
}
