using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Manifests;

/// <summary>
/// A set written as an object with empty values, <c>{"80/tcp": {}}</c>: how Go spells <c>map[string]struct{}</c>.
/// Read as the list of its keys in the document's order.
/// </summary>
internal sealed class JsonKeySetConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("an object is expected");

        var keys = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            keys.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        }

        return keys;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var key in value)
        {
            writer.WriteStartObject(key);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
