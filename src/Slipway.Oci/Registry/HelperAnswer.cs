using System.Text.Json.Serialization;

namespace Slipway.Oci.Registry;

/// <summary>What <c>docker-credential-X get</c> prints.</summary>
internal sealed class HelperAnswer
{
    [JsonPropertyName("Username")]
    public string? Username { get; init; }

    [JsonPropertyName("Secret")]
    public string? Secret { get; init; }
}
