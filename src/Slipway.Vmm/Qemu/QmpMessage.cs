using System.Text.Json;

namespace Slipway.Vmm.Qemu;

/// <summary>One line that QEMU sends on its monitor (qemu: docs/interop/qmp-spec.rst).</summary>
internal abstract record QmpMessage
{
    private QmpMessage()
    {
    }

    /// <summary><c>{"QMP": {"version": {"qemu": {"major": 7, "minor": 2, "micro": 22}, "package": "…"}, …}}</c>, once, first.</summary>
    /// <param name="Version">The version object as it stands.</param>
    public sealed record Greeting(string Version) : QmpMessage;

    /// <summary><c>{"return": …, "id": …}</c></summary>
    public sealed record Return(long Id, JsonElement Value) : QmpMessage;

    /// <summary><c>{"error": {"class": …, "desc": …}, "id": …}</c></summary>
    public sealed record Error(long Id, string Description) : QmpMessage;

    /// <summary><c>{"event": …, "data": …, "timestamp": …}</c></summary>
    public sealed record Event(string Name, JsonElement Data) : QmpMessage;

    /// <summary>Reads one line.</summary>
    /// <exception cref="InvalidDataException">It is none of these.</exception>
    public static QmpMessage Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Parse(document.RootElement) ?? throw new InvalidDataException("QEMU's monitor sent a message that is no greeting, return, error or event");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with escapes that are no text.
            throw new InvalidDataException($"QEMU's monitor sent a line that is no message: {e.Message}", e);
        }
    }

    private static QmpMessage? Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        if (root.TryGetProperty("event", out var name))
            return name.ValueKind == JsonValueKind.String ? new Event(name.GetString()!, DataOf(root)) : null;
        if (root.TryGetProperty("QMP", out var greeting))
            return new Greeting(ReadVersion(greeting));
        if (!root.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.Number || !id.TryGetInt64(out var number))
            return null;
        if (root.TryGetProperty("return", out var value))
            return new Return(number, value.Clone());
        return root.TryGetProperty("error", out var error) ? new Error(number, Describe(error)) : null;
    }

    // Only ever compared and shown. Distributions change QEMU under its number, hence the package.
    private static string ReadVersion(JsonElement greeting)
    {
        if (greeting.ValueKind != JsonValueKind.Object || !greeting.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Object)
            return "unknown";
        var numbers = version.TryGetProperty("qemu", out var qemu) && qemu.ValueKind == JsonValueKind.Object
            ? string.Join('.', ((string[])["major", "minor", "micro"]).Select(part => qemu.TryGetProperty(part, out var number) ? number.ToString() : "?"))
            : "unknown";
        return version.TryGetProperty("package", out var package) && package.ValueKind == JsonValueKind.String && package.GetString() is { Length: > 0 } name
            ? $"{numbers} ({name})"
            : numbers;
    }

    private static string Describe(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("desc", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "no description";

    private static JsonElement DataOf(JsonElement root) => root.TryGetProperty("data", out var data) ? data.Clone() : default;
}
