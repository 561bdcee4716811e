using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Registry;

/// <summary>One reason of <see cref="RegistryErrors"/>.</summary>
internal sealed record RegistryError
{
    [JsonPropertyName("code")]
    public string? Code { get; init; }

    [JsonPropertyName("message")]
    public string? Message { get; init; }

    /// <summary>More, in any shape; only text is for people.</summary>
    [JsonPropertyName("detail")]
    public JsonElement? Detail { get; init; }

    /// <summary>What it says, bounded and printable.</summary>
    public override string ToString()
    {
        var detail = Detail is { ValueKind: JsonValueKind.String } text ? ": " + Excerpt.Of(text.GetString()) : "";
        return $"{Excerpt.Of(Code)} ({Excerpt.Of(Message)}{detail})";
    }
}
