using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Registry.Distribution;

/// <summary>
/// What a registry reads of a manifest or an index (OCI image-spec 1.1, manifest.md and image-index.md): both in one, because which it is has to be found out.
/// Far more is allowed than a machine could boot from: any config, any layers, artifacts.
/// </summary>
internal sealed record PushedDocument
{
    private static readonly string[] s_members =
        ["schemaVersion", "mediaType", "artifactType", "config", "layers", "manifests", "subject", "annotations", "fsLayers"];

    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init; }

    [JsonPropertyName("mediaType")]
    public string? MediaType { get; init; }

    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }

    [JsonPropertyName("config")]
    public PushedDescriptor? Config { get; init; }

    [JsonPropertyName("layers")]
    public IReadOnlyList<PushedDescriptor?>? Layers { get; init; }

    [JsonPropertyName("manifests")]
    public IReadOnlyList<PushedDescriptor?>? Manifests { get; init; }

    [JsonPropertyName("subject")]
    public PushedDescriptor? Subject { get; init; }

    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string?>? Annotations { get; init; }

    /// <summary>Members that are not known; they stay in the stored bytes. The generator cannot make this one init-only.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }

    /// <summary>Config and layers, or the entries of an index.</summary>
    [JsonIgnore]
    public IEnumerable<PushedDescriptor> Content => (Layers ?? []).Concat(Manifests ?? []).Append(Config).OfType<PushedDescriptor>();

    /// <summary>
    /// The rule that is broken, or null. A document that two readers could take for two things is refused (CVE-2021-41190): one that is an image and an
    /// index, and one that spells a member in another case, which Go's decoder would take for the member.
    /// </summary>
    public string? Fault(int maxDescriptors) => this switch
    {
        _ when Others?.Keys.FirstOrDefault(IsNearMember) is { } odd => FaultOf(odd),
        { SchemaVersion: not 2 } => $"has schemaVersion {SchemaVersion}; 2 is expected",
        { Manifests: not null, Layers: not null } or { Manifests: not null, Config: not null } =>
            "has 'manifests' beside 'layers' or 'config', so it could be read as an index or as an image",
        { Manifests: null, Config: null } => "has neither 'config' nor 'manifests'",
        _ when (Layers?.Count ?? 0) + (Manifests?.Count ?? 0) is var count && count > maxDescriptors =>
            $"has {count} descriptors; at most {maxDescriptors} are allowed",
        _ when Annotations is not null && Annotations.Values.Contains(null) => "has an annotation that is null",
        _ => Descriptors().Select(static named => FaultOf(named.Name, named.Descriptor)).FirstOrDefault(static fault => fault is not null),
    };

    private static bool IsNearMember(string name) => s_members.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static string FaultOf(string member) => member == "fsLayers"
        ? "is of schema 1, obsolete since 2017; push the image again with a current client"
        : "has a member whose name differs from a known one by case only";

    private static string? FaultOf(string name, PushedDescriptor? descriptor)
    {
        var fault = descriptor is null ? "is null" : descriptor.Fault();
        return fault is null ? null : $"is broken: {name} {fault}";
    }

    private IEnumerable<(string Name, PushedDescriptor? Descriptor)> Descriptors()
    {
        if (Config is not null)
            yield return ("config", Config);
        if (Subject is not null)
            yield return ("subject", Subject);
        foreach (var (index, layer) in (Layers ?? []).Index())
            yield return ($"layer {index}", layer);
        foreach (var (index, entry) in (Manifests ?? []).Index())
            yield return ($"entry {index}", entry);
    }
}
