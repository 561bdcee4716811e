using Slipway.Oci.Manifests;

namespace Slipway.Oci.Sources;

/// <summary>
/// Goes from a top document down to one image: the same walk for every source. <paramref name="readManifest"/> returns the verified bytes behind an
/// index's entry; registries keep those apart from blobs.
/// </summary>
internal sealed class ImageResolver(IImageSource source, Func<Descriptor, CancellationToken, Task<ReadOnlyMemory<byte>>> readManifest)
{
    /// <summary>Walks from <paramref name="document"/>, whose digest is <paramref name="digest"/>. <paramref name="said"/> is what an index said of it, or null.</summary>
    public async Task<ResolvedImage> ResolveAsync(
        ManifestDocument document, Digest digest, Platform? said, Platform wanted, CancellationToken cancellationToken)
    {
        for (var depth = 0; document is ManifestDocument.Index index; depth++)
        {
            if (depth == OciLimits.MaxIndexDepth)
                throw new OciException(OciErrorCode.TooLarge, $"{source.Name} has more than {OciLimits.MaxIndexDepth} indexes one inside another.");

            var entry = index.Content.Select(wanted) ?? throw NothingFits(index.Content.Offer(), wanted);
            document = ManifestDocument.Parse(await readManifest(entry, cancellationToken), entry.MediaType, source.Name);
            (digest, said) = (entry.Digest, entry.Platform);
        }

        return await ReadConfigAsync((ManifestDocument.Manifest)document, digest, said, wanted, cancellationToken);
    }

    private async Task<ResolvedImage> ReadConfigAsync(
        ManifestDocument.Manifest manifest, Digest digest, Platform? said, Platform wanted, CancellationToken cancellationToken)
    {
        var subject = $"the configuration of {source.Name}";
        var bytes = await source.ReadWholeAsync(manifest.Content.Config, OciLimits.MaxConfigBytes, subject, cancellationToken);
        var config = ImageConfig.Parse(bytes.Span, source.Name);
        var (layers, diffIds) = (manifest.Content.Layers.Count, config.RootFs.DiffIds.Count);
        if (layers != diffIds)
            throw new OciException(OciErrorCode.Malformed, $"{source.Name} has {layers} layers in its manifest but {diffIds} in its configuration.");

        return new ResolvedImage(digest, manifest, bytes, config, DecidePlatform(config, said, wanted));
    }

    /// <summary>The index was asked for the platform already and knows variants better than old builders' configurations; it must not lie about the rest.</summary>
    private Platform DecidePlatform(ImageConfig config, Platform? said, Platform wanted)
    {
        var built = config.Platform;
        if (said is null)
            return built is null || wanted.Rank(built) is not null ? built ?? wanted.Normalize() : throw NothingFits(built.ToString(), wanted);

        said = said.Normalize();
        return built is null || (built.Os == said.Os && built.Architecture == said.Architecture)
            ? said
            : throw new OciException(OciErrorCode.Malformed, $"{source.Name} is listed as built for {said}, but its configuration says {built}.");
    }

    private OciException NothingFits(string offer, Platform wanted) =>
        new(OciErrorCode.Unsupported, $"{source.Name} has no image for {wanted}; it has {Excerpt.Of(offer)}.");
}
