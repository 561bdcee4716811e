using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Oci.Copies;
using Slipway.Oci.Manifests;

namespace Slipway.Oci.Layouts;

/// <summary>Adds to a layout's <c>index.json</c>. What others wrote there stays as it is, members that are not known here included.</summary>
internal static class LayoutIndexFile
{
    private const string Manifests = "manifests";
    private const string Annotations = "annotations";

    /// <summary>Reads the file, to be given to <see cref="With"/>. Errors: <see cref="OciErrorCode.TooLarge"/>.</summary>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        if (file.Length > OciLimits.MaxManifestBytes)
            throw new OciException(OciErrorCode.TooLarge, $"{path} has {file.Length} bytes; at most {OciLimits.MaxManifestBytes} are allowed.");
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>
    /// The index with one entry more. An entry that had the name loses its place to it; without a name, only the same image does. Errors:
    /// <see cref="OciErrorCode.Malformed"/>, <see cref="OciErrorCode.TooLarge"/>.
    /// </summary>
    /// <param name="before">The index so far; null for none.</param>
    /// <param name="path">Stands in messages.</param>
    /// <param name="reference">The entry's name; null for none.</param>
    /// <param name="added">What the entry names.</param>
    public static byte[] With(byte[]? before, string path, string? reference, PlannedManifest added)
    {
        try
        {
            return Write(Add(before is null ? New() : Parse(before), path, reference, added));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter for text that is not valid Unicode
        {
            throw new OciException(OciErrorCode.Malformed, $"{path} cannot be read: {Excerpt.Of(e.Message)}", e);
        }
    }

    private static JsonObject Add(JsonObject index, string path, string? reference, PlannedManifest added)
    {
        var entries = index[Manifests] as JsonArray ?? [];
        index[Manifests] = entries;
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (NameOf(entries[i]) == reference && (reference is not null || DigestOf(entries[i]) == added.Digest.ToString()))
                entries.RemoveAt(i);
        }

        if (entries.Count >= OciLimits.MaxIndexEntries)
            throw new OciException(OciErrorCode.TooLarge, $"{path} has {entries.Count} entries; at most {OciLimits.MaxIndexEntries} are allowed.");
        entries.Add((JsonNode)Entry(reference, added));
        return index;
    }

    private static byte[] Write(JsonObject index)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) // people read media types here
            index.WriteTo(json);
        return bytes.ToArray();
    }

    private static JsonObject New() => new() { ["schemaVersion"] = 2, ["mediaType"] = MediaType.OciIndex, [Manifests] = new JsonArray() };

    private static JsonObject Entry(string? reference, PlannedManifest added)
    {
        var entry = new JsonObject { ["mediaType"] = added.MediaType, ["digest"] = added.Digest.ToString(), ["size"] = added.Bytes.Length };
        if (reference is not null)
            entry[Annotations] = new JsonObject { [LayoutIndex.RefName] = reference };
        return entry;
    }

    private static JsonObject Parse(byte[] before) =>
        JsonNode.Parse(before, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
        ?? throw new JsonException("it is not an object");

    private static string? NameOf(JsonNode? entry) => TextOf((entry as JsonObject)?[Annotations], LayoutIndex.RefName);

    private static string? DigestOf(JsonNode? entry) => TextOf(entry, "digest");

    private static string? TextOf(JsonNode? node, string member) =>
        (node as JsonObject)?[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
