using System.Text.Json.Serialization;

namespace Slipway.Oci.Archives;

/// <summary>One image of a <c>manifest.json</c> (Docker Image Specification 1.2, "Combined Image JSON + Filesystem Changeset Format").</summary>
internal sealed record DockerArchiveImage
{
    /// <summary>The member that is the configuration.</summary>
    [JsonPropertyName("Config")]
    public string Config { get; init => field = value ?? ""; } = "";

    /// <summary>The image's names; possibly none.</summary>
    [JsonPropertyName("RepoTags")]
    public IReadOnlyList<string?> RepoTags { get; init => field = value ?? []; } = [];

    /// <summary>The members that are the layers, lowest first.</summary>
    [JsonPropertyName("Layers")]
    public IReadOnlyList<string?> Layers { get; init => field = value ?? []; } = [];

    /// <summary>True when one of the names is <paramref name="reference"/>, both normalised.</summary>
    public bool IsCalled(string reference) =>
        RepoTags.Contains(reference)
        || (Reference.TryParse(reference, out var wanted) && RepoTags.Any(tag => Reference.TryParse(tag, out var name) && name == wanted));
}
