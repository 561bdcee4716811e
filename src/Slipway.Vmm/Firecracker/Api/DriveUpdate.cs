namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Another file behind a disk of a running machine, whose guest then reads the size anew; or another limit.</summary>
internal sealed record DriveUpdate
{
    public required string DriveId { get; init; }

    public string? PathOnHost { get; init; }

    public RateLimiter? RateLimiter { get; init; }

    public FirecrackerCall Patch() => FirecrackerCall.Patch($"/drives/{DriveId}", this, FirecrackerJson.Default.DriveUpdate);
}
