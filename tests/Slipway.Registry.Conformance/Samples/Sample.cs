using Slipway.Registry.Conformance.Probing;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Samples;

/// <summary>Something whole to push: an image, an index of images, an artifact.</summary>
public sealed record Sample
{
    /// <summary>Pushed first, under the algorithm of <see cref="Top"/>.</summary>
    public IReadOnlyList<byte[]> Blobs { get; init; } = [];

    /// <summary>Pushed next, by digest, in this order.</summary>
    public IReadOnlyList<SampleDocument> Children { get; init; } = [];

    /// <summary>What a tag would name.</summary>
    public required SampleDocument Top { get; init; }

    /// <summary>The features without which a registry cannot take it.</summary>
    public IReadOnlyList<Feature> Needs { get; init; } = [];

    /// <summary>Pushes everything but <see cref="Top"/>.</summary>
    public async Task PushPartsAsync(RegistryProbe probe, string repository)
    {
        foreach (var blob in Blobs)
            await probe.PushBlobAsync(repository, blob, Top.Algorithm);
        foreach (var child in Children)
            await probe.PushManifestAsync(repository, child.Digest.ToString(), child.MediaType, child.Bytes);
    }

    /// <summary>Pushes everything, <see cref="Top"/> under a tag or its digest.</summary>
    public async Task<Answer> PushAsync(RegistryProbe probe, string repository, string reference)
    {
        await PushPartsAsync(probe, repository);
        return await probe.PushManifestAsync(repository, reference, Top.MediaType, Top.Bytes);
    }
}
