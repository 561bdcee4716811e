namespace Slipway.Vmm.Firecracker.Api;

/// <summary>One network device, on a tap of the host.</summary>
internal sealed record NetworkInterface
{
    /// <summary>Letters, digits and underscores.</summary>
    public required string IfaceId { get; init; }

    public required string HostDevName { get; init; }

    public string? GuestMac { get; init; }

    public RateLimiter? RxRateLimiter { get; init; }

    public RateLimiter? TxRateLimiter { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put($"/network-interfaces/{IfaceId}", this, FirecrackerJson.Default.NetworkInterface);
}
