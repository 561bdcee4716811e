namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Bounds a device; both bounds hold.</summary>
/// <param name="Bandwidth">Tokens are bytes.</param>
/// <param name="Ops">Tokens are operations.</param>
internal sealed record RateLimiter(TokenBucket? Bandwidth, TokenBucket? Ops);
