using System.Buffers;
using System.Text.Json;
using Slipway.Registry.Names;

namespace Slipway.Registry.Gateway;

/// <summary>The body of a list of tags: <c>{"name":NAME,"tags":[TAG,…]}</c> (distribution-spec 1.1, end-8a).</summary>
internal static class TagsBody
{
    private static readonly JsonDocumentOptions _json = new() { MaxDepth = 2 };

    /// <summary>The body with another name; null when it is no list of tags.</summary>
    public static ReadOnlyMemory<byte>? Rename(ReadOnlyMemory<byte> body, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(body, _json);
            var renamed = new ArrayBufferWriter<byte>(body.Length + 16);
            using var json = new Utf8JsonWriter(renamed);
            json.WriteStartObject();
            json.WriteString("name"u8, name);
            json.WriteStartArray("tags"u8);
            if (document.RootElement.GetProperty("tags"u8) is { ValueKind: not JsonValueKind.Null } tags)
                WriteTags(json, tags);
            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            return renamed.WrittenMemory;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void WriteTags(Utf8JsonWriter json, JsonElement tags)
    {
        foreach (var tag in tags.EnumerateArray())
        {
            if (tag.GetString() is { } text && RepositoryGrammar.IsTag(text))
                json.WriteStringValue(text);
        }
    }
}
