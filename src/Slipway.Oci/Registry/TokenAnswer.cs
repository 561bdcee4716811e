using System.Text.Json.Serialization;

namespace Slipway.Oci.Registry;

/// <summary>What a token service answers (distribution, "Token Authentication Specification"). Not a record: records print their members.</summary>
internal sealed class TokenAnswer
{
    [JsonPropertyName("token")]
    public string? Token { get; init; }

    /// <summary>The same under OAuth 2.0's name.</summary>
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    /// <summary>Lifetime in seconds; the specification's default is 60.</summary>
    [JsonPropertyName("expires_in")]
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public double? ExpiresIn { get; init; }
}
