using Slipway.Images.Conversion;

namespace Slipway.Images.Layers;

/// <summary>What is kept beside a converted layer.</summary>
internal sealed record LayerRecord
{
    public required LayerFacts Facts { get; init; }

    /// <summary>
    /// In which of the host's boots the layer was written, for as long as it may be in memory only; null once it is on the disk. In any other boot such a layer
    /// may be anything.
    /// </summary>
    public string? Boot { get; init; }
}
