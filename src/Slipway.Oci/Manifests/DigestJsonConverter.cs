using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Manifests;

/// <summary>A <see cref="Digest"/> is a JSON string; any other text is an error of the document.</summary>
internal sealed class DigestJsonConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Digest.TryParse(text, out var digest)
            ? digest
            : throw new JsonException($"'{Excerpt.Of(text)}' is not a sha256 or sha512 digest");
    }

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
