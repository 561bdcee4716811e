using System.Text.Json.Serialization;

namespace Slipway.Oci.Registry;

/// <summary>One reason of <see cref="RegistryErrors"/>.</summary>
internal sealed record RegistryError
{
    [JsonPropertyName("code")]
    public string? Code { get; init; }

    [JsonPropertyName("message")]
    public string? Message { get; init; }
}
