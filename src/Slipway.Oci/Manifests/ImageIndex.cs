using System.Text.Json.Serialization;

namespace Slipway.Oci.Manifests;

/// <summary>
/// A list of manifests, one per platform (OCI image-spec 1.1, image-index.md; Docker calls it a manifest list). Made by
/// <see cref="ManifestDocument.Parse"/>.
/// </summary>
public sealed record ImageIndex
{
    /// <summary>Always 2.</summary>
    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init; } = 2;

    /// <summary>The document's own type; null where it says none.</summary>
    [JsonPropertyName("mediaType")]
    public string? MediaType { get; init; }

    /// <summary>The entries in the document's order; at most <see cref="OciLimits.MaxIndexEntries"/>.</summary>
    [JsonPropertyName("manifests")]
    public IReadOnlyList<Descriptor> Manifests { get; init => field = value ?? []; } = [];

    /// <summary>Free text by key; null when there is none.</summary>
    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>
    /// The entry that serves <paramref name="platform"/> best, the first of equals; or, when no entry fits and exactly one names no platform,
    /// that one (its configuration tells later). Null when there is none. Attestations and artifacts are passed over.
    /// </summary>
    public Descriptor? Select(Platform platform) => Select(Manifests, platform);

    internal static Descriptor? Select(IEnumerable<Descriptor> entries, Platform platform)
    {
        var images = entries.Where(IsImage).ToList();
        var best = images
            .Where(static entry => entry.Platform is not null)
            .Select(entry => (Entry: entry, Rank: platform.Rank(entry.Platform!)))
            .Where(static pair => pair.Rank is not null)
            .OrderBy(static pair => pair.Rank)
            .Select(static pair => pair.Entry)
            .FirstOrDefault();
        if (best is not null)
            return best;

        var silent = images.Where(static entry => entry.Platform is null).ToList();
        return silent.Count == 1 ? silent[0] : null;
    }

    /// <summary>The platforms on offer, for an error message.</summary>
    internal string Offer()
    {
        var offers = Manifests.Where(IsImage).Select(static entry => entry.Platform?.Normalize().ToString() ?? "unnamed").Distinct().Take(20).ToList();
        return offers.Count == 0 ? "no image" : Excerpt.Of(string.Join(", ", offers));
    }

    internal void Validate(string name)
    {
        if (SchemaVersion != 2)
            throw new OciException(OciErrorCode.Unsupported, $"{name} has index schema version {SchemaVersion}; only 2 is supported.");

        if (Manifests.Count > OciLimits.MaxIndexEntries)
            throw new OciException(OciErrorCode.TooLarge, $"{name} has an index of {Manifests.Count} entries; at most {OciLimits.MaxIndexEntries} are allowed.");

        for (var i = 0; i < Manifests.Count; i++)
        {
            if ((Manifests[i] is null ? "is null" : Manifests[i].Fault()) is { } fault)
                throw new OciException(OciErrorCode.Malformed, $"{name} has a broken index: entry {i} {fault}.");
        }
    }

    private static bool IsImage(Descriptor entry) =>
        (Slipway.Oci.Manifests.MediaType.IsManifest(entry.MediaType) || Slipway.Oci.Manifests.MediaType.IsIndex(entry.MediaType))
        && entry.Annotation("vnd.docker.reference.type") is null // BuildKit's attestations stand among the images, as unknown/unknown
        && entry.Platform is not { Os: "unknown" };
}
