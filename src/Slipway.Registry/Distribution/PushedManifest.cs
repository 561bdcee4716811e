using System.Text.Json;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Registry.Errors;
using Slipway.Registry.Metadata;

namespace Slipway.Registry.Distribution;

/// <summary>Turns the bytes of a push into what the database stores. The bytes themselves are never changed: the digest is over them.</summary>
internal static class PushedManifest
{
    /// <summary>
    /// Reads a manifest that was pushed as <paramref name="contentType"/>, which may be null or say nothing, under <paramref name="wanted"/>, which was
    /// verified, or null for the digest that fits its content. Errors: <see cref="RegistryErrorCode.ManifestInvalid"/>.
    /// </summary>
    public static NewManifest Read(ReadOnlyMemory<byte> bytes, Digest? wanted, string? contentType, int maxDescriptors)
    {
        var document = Parse(bytes.Span);
        if (document.Fault(maxDescriptors) is { } fault)
            throw Invalid(fault);

        var mediaType = DecideType(document, contentType);
        var digest = wanted ?? Digest.Of(AlgorithmOf(document), bytes.Span);
        var blobs = new HashSet<Digest>();
        var optional = new HashSet<Digest>();
        var manifests = new HashSet<Digest>();
        foreach (var descriptor in document.Content)
        {
            // An index may also list blobs: BuildKit's cache is one of layers.
            var isEntry = document.Manifests is not null && descriptor.IsManifest;
            (isEntry ? manifests : descriptor.IsNonDistributable ? optional : blobs).Add(descriptor.Digest);
        }

        optional.ExceptWith(blobs);
        var referrer = document.Subject is { } subject ? Refer(document, subject.Digest, mediaType, digest, bytes.Length) : null;
        return new NewManifest(
            new StoredManifest(digest, mediaType, bytes), [.. blobs], [.. optional], [.. manifests], RequiredManifests: true, referrer);
    }

    /// <summary>What names its whole content by sha512 came from a client that will ask for it by sha512; a push by tag does not say.</summary>
    private static string AlgorithmOf(PushedDocument document) =>
        document.Content.Any() && document.Content.All(static descriptor => descriptor.Digest.Algorithm == Digest.Sha512) ? Digest.Sha512 : Digest.Sha256;

    private static PushedDocument Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, PushedJsonContext.Default.PushedDocument) ?? throw Invalid("is null");
        }
        catch (JsonException e)
        {
            throw new RegistryException(
                RegistryErrorCode.ManifestInvalid, $"the manifest cannot be read: error at line {e.LineNumber + 1}, byte {e.BytePositionInLine}.", e);
        }
    }

    /// <summary>The one type of the document, from what it was sent as, what it says and what it holds; they must not disagree.</summary>
    private static string DecideType(PushedDocument document, string? contentType)
    {
        var sent = Bare(contentType);
        if (sent is not null && !IsKnown(sent))
            throw Invalid($"was sent as a type that is none of a manifest; {MediaType.OciManifest}, {MediaType.OciIndex} and Docker's are");
        if (sent is not null && document.MediaType is not null && sent != document.MediaType)
            throw Invalid($"was sent as {sent} but says that it is something else");

        var type = document.MediaType ?? sent ?? (document.Manifests is null ? MediaType.OciManifest : MediaType.OciIndex);
        if (!IsKnown(type))
            throw Invalid($"says that it is of a type that is none of a manifest; {MediaType.OciManifest}, {MediaType.OciIndex} and Docker's are");
        return MediaType.IsIndex(type) == document.Manifests is not null
            ? type
            : throw Invalid($"is given as {type} but does not have that type's members");
    }

    /// <summary>The type without parameters; null when there is none or it says nothing.</summary>
    private static string? Bare(string? contentType)
    {
        var bare = contentType.AsSpan();
        if (bare.IndexOf(';') is >= 0 and var end)
            bare = bare[..end];
        return bare.Trim() is { IsEmpty: false } text and not "application/json" ? text.ToString() : null;
    }

    private static bool IsKnown(string mediaType) => MediaType.IsManifest(mediaType) || MediaType.IsIndex(mediaType);

    /// <summary>The entry of the referrers list (distribution-spec 1.1, "Listing Referrers"): an image without an artifact type counts as its config's.</summary>
    private static NewReferrer Refer(PushedDocument document, Digest subject, string mediaType, Digest digest, int size)
    {
        var artifactType = document.ArtifactType is { Length: > 0 } own ? own : document.Config?.MediaType;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("mediaType"u8, mediaType);
            json.WriteString("digest"u8, digest.ToString());
            json.WriteNumber("size"u8, size);
            if (artifactType is not null)
                json.WriteString("artifactType"u8, artifactType);
            if (document.Annotations is not null)
                WriteAnnotations(json, document.Annotations);
            json.WriteEndObject();
        }

        return new NewReferrer(subject, artifactType, buffer.ToArray());
    }

    private static void WriteAnnotations(Utf8JsonWriter json, IReadOnlyDictionary<string, string?> annotations)
    {
        json.WriteStartObject("annotations"u8);
        foreach (var (key, value) in annotations)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static RegistryException Invalid(string fault) => new(RegistryErrorCode.ManifestInvalid, $"the manifest {fault}.");
}
