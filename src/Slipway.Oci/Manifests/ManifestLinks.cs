using System.Text.Json;

namespace Slipway.Oci.Manifests;

/// <summary>
/// What a manifest or index points at, for who copies it: of artifacts, attestations and signatures as well as of images that boot, which are all
/// that <see cref="ManifestDocument.Parse"/> takes.
/// </summary>
/// <param name="MediaType">The document's one type.</param>
/// <param name="Manifests">The manifests and indexes an index lists; empty for a manifest.</param>
/// <param name="Blobs">A manifest's layers and configuration; empty for an index.</param>
internal sealed record ManifestLinks(string MediaType, IReadOnlyList<Descriptor> Manifests, IReadOnlyList<Descriptor> Blobs)
{
    /// <summary>
    /// Reads a document that was served or described as <paramref name="declaredType"/>; <paramref name="name"/> stands in messages.
    /// Errors: <see cref="OciErrorCode.Malformed"/>, <see cref="OciErrorCode.TooLarge"/>, <see cref="OciErrorCode.Unsupported"/>.
    /// </summary>
    public static ManifestLinks Read(ReadOnlyMemory<byte> bytes, string? declaredType, string name)
    {
        var mediaType = ManifestShape.Read(bytes.Span, name).Decide(declaredType, name);
        if (Oci.Manifests.MediaType.IsIndex(mediaType))
        {
            var index = (ManifestDocument.Index)ManifestDocument.Parse(bytes, mediaType, name);
            if (index.Content.Manifests.FirstOrDefault(static entry => !IsDocument(entry.MediaType)) is { } odd)
                throw new OciException(OciErrorCode.Unsupported, $"{name} lists a '{Excerpt.Of(odd.MediaType)}' among its manifests, which is none.");
            return new ManifestLinks(mediaType, index.Content.Manifests, []);
        }

        var manifest = ReadManifest(bytes.Span, name);
        if (manifest.Layers.Count > OciLimits.MaxLayers)
            throw new OciException(OciErrorCode.TooLarge, $"{name} has {manifest.Layers.Count} layers; at most {OciLimits.MaxLayers} are allowed.");

        IReadOnlyList<Descriptor> blobs = [.. manifest.Layers, manifest.Config];
        return blobs.Select(static blob => blob is null ? "is null" : blob.Fault()).FirstOrDefault(static fault => fault is not null) is { } fault
            ? throw new OciException(OciErrorCode.Malformed, $"{name} has a broken manifest: one of its descriptors {fault}.")
            : new ManifestLinks(mediaType, [], blobs);
    }

    private static bool IsDocument(string mediaType) => Oci.Manifests.MediaType.IsIndex(mediaType) || Oci.Manifests.MediaType.IsManifest(mediaType);

    private static ImageManifest ReadManifest(ReadOnlySpan<byte> utf8, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, OciJsonContext.Default.ImageManifest) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new OciException(OciErrorCode.Malformed, $"the manifest of {name} cannot be read: {Excerpt.Of(e.Message)}", e);
        }
    }
}
