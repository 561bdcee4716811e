namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Memory that a running machine can get and give back (virtio-mem).</summary>
internal sealed record MemoryHotplug
{
    public static FirecrackerQuery<MemoryHotplugStatus> Query { get; } =
        new("/hotplug/memory", FirecrackerJson.Default.MemoryHotplugStatus, FirecrackerFeatures.SerialPmemHotplug);

    /// <summary>The most that can be asked for, beyond the machine's own.</summary>
    public required int TotalSizeMib { get; init; }

    /// <summary>What the host adds at a time; null: 128.</summary>
    public int? SlotSizeMib { get; init; }

    /// <summary>What the guest adds at a time; null: 2.</summary>
    public int? BlockSizeMib { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/hotplug/memory", this, FirecrackerJson.Default.MemoryHotplug, FirecrackerFeatures.SerialPmemHotplug);
}
