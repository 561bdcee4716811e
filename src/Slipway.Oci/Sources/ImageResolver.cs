using Slipway.Oci.Manifests;

namespace Slipway.Oci.Sources;

/// <summary>Goes from a top document down to one image: the same walk for every source.</summary>
public sealed class ImageResolver(IDocumentSource source)
{
    /// <summary>Errors: those of <see cref="IImageSource.ResolveAsync"/>.</summary>
    public async Task<ResolvedImage> ResolveAsync(Platform wanted, CancellationToken cancellationToken)
    {
        var top = await source.ReadTopAsync(wanted, cancellationToken);
        var document = ManifestDocument.Parse(top.Bytes, top.MediaType, source.Name);
        var (digest, said) = (top.Digest, top.Platform);
        for (var depth = 0; document is ManifestDocument.Index index; depth++)
        {
            if (depth == OciLimits.MaxIndexDepth)
                throw new OciException(OciErrorCode.TooLarge, $"{source.Name} has more than {OciLimits.MaxIndexDepth} indexes one inside another.");

            var entry = index.Content.Select(wanted) ?? throw NothingFits(index.Content.Offer(), wanted);
            document = ManifestDocument.Parse(await source.ReadManifestAsync(entry, cancellationToken), entry.MediaType, source.Name);
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
