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

    /// <summary>
    /// What was seen to unpack to the layer: digests of blobs, for merged layers the chain ids of theirs. An image gets a layer that is here only where its manifest
    /// has one of these: its configuration's diff id alone is anybody's claim, and the layer may be somebody else's.
    /// </summary>
    public IReadOnlyList<string> Packed { get; init; } = [];

    /// <summary>Until when a layer stays that was made ahead of the image that will need it; null for others.</summary>
    public DateTimeOffset? AwaitedUntil { get; init; }
}
