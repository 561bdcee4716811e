namespace Slipway.Vmm.Firecracker.Api;

/// <summary>The virtio random number device.</summary>
internal sealed record EntropyDevice
{
    public RateLimiter? RateLimiter { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/entropy", this, FirecrackerJson.Default.EntropyDevice);
}
