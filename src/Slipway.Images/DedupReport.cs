namespace Slipway.Images;

/// <summary>What converted layers have in common, in blocks of 4 KiB; holes are not counted.</summary>
/// <param name="Layers">How many layers were read.</param>
/// <param name="Bytes">Of all blocks.</param>
/// <param name="WithinBytes">Of blocks that the same layer has a second time.</param>
/// <param name="BetweenBytes">Of blocks, once for each layer, that a layer read before has.</param>
/// <param name="SampledShare">The part of the different blocks that was followed, 1 for all: below that the two figures before are estimates.</param>
public sealed record DedupReport(int Layers, long Bytes, long WithinBytes, long BetweenBytes, double SampledShare)
{
    /// <summary>What storing each block once would save.</summary>
    public long SavableBytes => WithinBytes + BetweenBytes;
}
