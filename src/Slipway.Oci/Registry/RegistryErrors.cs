using System.Text.Json.Serialization;

namespace Slipway.Oci.Registry;

/// <summary>The body of a refusal: <c>{"errors":[{"code":"MANIFEST_UNKNOWN","message":"…"}]}</c>.</summary>
internal sealed record RegistryErrors
{
    [JsonPropertyName("errors")]
    public IReadOnlyList<RegistryError?>? Errors { get; init; }
}
