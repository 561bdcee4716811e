using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Oci.Manifests;

/// <summary>
/// A manifest or an index as it came: the bytes, their type, and what they say. One document is never both: a body that could be read as
/// either, or whose <c>mediaType</c> contradicts the type it was served with, is refused (CVE-2021-41190).
/// </summary>
public abstract record ManifestDocument
{
    private ManifestDocument(ReadOnlyMemory<byte> bytes, string mediaType)
    {
        Bytes = bytes;
        MediaType = mediaType;
    }

    /// <summary>The original bytes, over which the digest is.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>One of the four types that <see cref="Manifests.MediaType"/> knows.</summary>
    public string MediaType { get; }

    /// <summary>One image for one platform.</summary>
    public sealed record Manifest(ReadOnlyMemory<byte> Bytes, string MediaType, ImageManifest Content) : ManifestDocument(Bytes, MediaType);

    /// <summary>A choice of platforms.</summary>
    public sealed record Index(ReadOnlyMemory<byte> Bytes, string MediaType, ImageIndex Content) : ManifestDocument(Bytes, MediaType);

    /// <summary>
    /// Reads a document that was served or described as <paramref name="declaredType"/>; null, or a type that says nothing
    /// (<c>application/json</c>), leaves it to the body. <paramref name="name"/> stands in messages.
    /// Errors: <see cref="OciErrorCode.Malformed"/>, <see cref="OciErrorCode.TooLarge"/>, <see cref="OciErrorCode.Unsupported"/>.
    /// </summary>
    public static ManifestDocument Parse(ReadOnlyMemory<byte> bytes, string? declaredType, string name)
    {
        if (bytes.Length > OciLimits.MaxManifestBytes)
            throw new OciException(OciErrorCode.TooLarge, $"the manifest of {name} has {bytes.Length} bytes; at most {OciLimits.MaxManifestBytes} are allowed.");

        var shape = ManifestShape.Read(bytes.Span, name);
        var mediaType = shape.Decide(declaredType, name);
        if (Manifests.MediaType.IsIndex(mediaType))
        {
            var index = Deserialize(bytes.Span, OciJsonContext.Default.ImageIndex, name);
            index.Validate(name);
            return new Index(bytes, mediaType, index);
        }

        var manifest = Deserialize(bytes.Span, OciJsonContext.Default.ImageManifest, name);
        manifest.Validate(name);
        return new Manifest(bytes, mediaType, manifest);
    }

    private static T Deserialize<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new OciException(OciErrorCode.Malformed, $"the manifest of {name} cannot be read: {Excerpt.Of(e.Message)}", e);
        }
    }
}
