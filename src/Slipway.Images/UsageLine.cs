namespace Slipway.Images;

/// <summary>What one kind of thing takes of the disk.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Bytes">Really allocated; what images share is counted once.</param>
/// <param name="ReclaimableBytes">Of these, what could be removed now: what nothing needs, what images run without, and all images that nobody holds.</param>
public sealed record UsageLine(int Count, long Bytes, long ReclaimableBytes);
