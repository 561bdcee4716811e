namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Asks a running guest to take or give back memory until it has this much of it.</summary>
internal sealed record MemoryHotplugUpdate
{
    public required int RequestedSizeMib { get; init; }

    public FirecrackerCall Patch() =>
        FirecrackerCall.Patch("/hotplug/memory", this, FirecrackerJson.Default.MemoryHotplugUpdate, FirecrackerFeatures.SerialPmemHotplug);
}
