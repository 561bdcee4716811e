namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Asks for an action.</summary>
internal sealed record InstanceActionInfo(InstanceAction ActionType)
{
    public FirecrackerCall Put() => FirecrackerCall.Put("/actions", this, FirecrackerJson.Default.InstanceActionInfo);
}
