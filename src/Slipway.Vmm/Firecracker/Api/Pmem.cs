namespace Slipway.Vmm.Firecracker.Api;

/// <summary>A file mapped into the guest as persistent memory, which several machines can share without a copy in each one's page cache.</summary>
internal sealed record Pmem
{
    /// <summary>Letters, digits and underscores.</summary>
    public required string Id { get; init; }

    public required string PathOnHost { get; init; }

    public bool? RootDevice { get; init; }

    public bool? ReadOnly { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put($"/pmem/{Id}", this, FirecrackerJson.Default.Pmem, FirecrackerFeatures.SerialPmemHotplug);
}
