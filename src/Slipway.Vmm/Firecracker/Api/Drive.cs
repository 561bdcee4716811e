namespace Slipway.Vmm.Firecracker.Api;

/// <summary>One disk. The guest sees disks in the order in which they are put, but for a root device, which would come first.</summary>
internal sealed record Drive
{
    /// <summary>Letters, digits and underscores.</summary>
    public required string DriveId { get; init; }

    /// <summary>Has Firecracker add <c>root=/dev/vda</c> to the kernel's arguments.</summary>
    public required bool IsRootDevice { get; init; }

    public required string PathOnHost { get; init; }

    public required bool IsReadOnly { get; init; }

    public CacheType? CacheType { get; init; }

    public IoEngine? IoEngine { get; init; }

    public RateLimiter? RateLimiter { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put($"/drives/{DriveId}", this, FirecrackerJson.Default.Drive);
}
