using System.Text.Json.Serialization;

namespace Slipway.Oci.Layouts;

/// <summary>The file <c>oci-layout</c> (OCI image-spec 1.1, image-layout.md).</summary>
internal sealed record LayoutMarker
{
    /// <summary>The file's name.</summary>
    public const string FileName = "oci-layout";

    /// <summary>Always <c>1.0.0</c> so far.</summary>
    [JsonPropertyName("imageLayoutVersion")]
    public string? Version { get; init; }
}
