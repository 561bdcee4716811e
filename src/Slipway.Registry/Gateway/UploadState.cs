using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Registry.Gateway;

/// <summary>
/// The state of an upload inside distribution's <c>_state</c> (registry/handlers/hmac.go, the same in versions 2 and 3):
/// <code>
/// {"Name":"repo","UUID":"…","Offset":N,"StartedAt":"RFC 3339 with nanoseconds"}
/// </code>
/// </summary>
internal sealed record UploadState(string Name, string Uuid, long Offset, string StartedAt)
{
    private const int MaxStartedAtLength = 64;

    private static readonly JsonDocumentOptions _json = new() { AllowDuplicateProperties = false, MaxDepth = 1 };
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads exactly these four members; null for anything else.</summary>
    public static UploadState? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, _json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != 4)
                return null;
            var state = new UploadState(
                root.GetProperty("Name"u8).GetString() ?? "",
                root.GetProperty("UUID"u8).GetString() ?? "",
                root.GetProperty("Offset"u8).GetInt64(),
                root.GetProperty("StartedAt"u8).GetString() ?? "");
            return state.IsPlausible ? state : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private bool IsPlausible => Offset >= 0 && UpstreamSession.IsId(Uuid) && StartedAt.Length <= MaxStartedAtLength
        && DateTimeOffset.TryParse(StartedAt, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>The JSON, as distribution would write it.</summary>
    public byte[] Write()
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes, _plain))
        {
            json.WriteStartObject();
            json.WriteString("Name"u8, Name);
            json.WriteString("UUID"u8, Uuid);
            json.WriteNumber("Offset"u8, Offset);
            json.WriteString("StartedAt"u8, StartedAt);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
