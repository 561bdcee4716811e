namespace Slipway.Vmm.Firecracker.Api;

/// <summary>A bucket of tokens that fills at an even rate.</summary>
/// <param name="Size">What it holds at most.</param>
/// <param name="RefillTime">Milliseconds in which it fills.</param>
/// <param name="OneTimeBurst">Tokens that may be used once, beyond the rate.</param>
internal sealed record TokenBucket(long Size, long RefillTime, long? OneTimeBurst = null);
