using System.Text;
using System.Text.Json;

namespace Slipway.Cli.Docker;

/// <summary>
/// The bytes of docker's <c>config.json</c> and podman's <c>auth.json</c>. One login is spliced in; every other byte stays what it was, because
/// the file is somebody else's and may hold what only they understand.
/// </summary>
/// <remarks>
/// <code>
/// { "auths": { "HOST[:PORT]": { "auth": base64 of "USER:PASSWORD" } }, "credHelpers": { "HOST": "NAME" }, "credsStore": "NAME", … }
/// </code>
/// </remarks>
internal static class CredentialsDocument
{
    private const string Auths = "auths";

    /// <summary>The document with the login of one registry set.</summary>
    /// <exception cref="FormatException">It is not a JSON object of this kind; nothing of its content is quoted.</exception>
    public static byte[] SetLogin(ReadOnlySpan<byte> document, string registry, string user, string password)
    {
        var login = $$"""{"auth": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}}"}""";
        var entry = $"\"{JsonEncodedText.Encode(registry)}\": {login}";
        if (document.Trim(" \t\r\n"u8).IsEmpty)
            return Encoding.UTF8.GetBytes($$"""
                {
                	"auths": {
                		{{entry}}
                	}
                }

                """);
        try
        {
            return Splice(document, registry, login, entry);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is not valid JSON (line {e.LineNumber + 1})");
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("it is not valid JSON (a name in it is not Unicode)");
        }
    }

    /// <summary>The credential helper that docker asks for this registry in place of the file; null when there is none.</summary>
    public static string? HelperOf(ReadOnlyMemory<byte> document, string registry)
    {
        if (document.Span.Trim(" \t\r\n"u8).IsEmpty)
            return null;
        try
        {
            using var read = JsonDocument.Parse(document);
            if (read.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            if (read.RootElement.TryGetProperty("credHelpers", out var helpers) && helpers.ValueKind == JsonValueKind.Object && helpers.TryGetProperty(registry, out var own))
                return Name(own);
            return read.RootElement.TryGetProperty("credsStore", out var store) ? Name(store) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Said when the login is set.
            return null;
        }
    }

    private static string? Name(JsonElement element) => element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } name ? name : null;

    private static byte[] Splice(ReadOnlySpan<byte> document, string registry, string login, string entry)
    {
        var whole = ObjectSpan.Read(document, new Range(0, document.Length)) ?? throw new FormatException("it is not a JSON object");
        if (whole.Find(Auths) is not { } auths)
            return Insert(document, whole, $"\n\t\"{Auths}\": {{\n\t\t{entry}\n\t}}");
        if (document[auths].SequenceEqual("null"u8))
            return Replace(document, auths, $"{{\n\t\t{entry}\n\t}}");
        var logins = ObjectSpan.Read(document, auths) ?? throw new FormatException($"'{Auths}' in it is not a JSON object");
        return logins.Find(registry) is { } old ? Replace(document, old, login) : Insert(document, logins, $"\n\t\t{entry}");
    }

    /// <summary>Puts a member in front of the others.</summary>
    private static byte[] Insert(ReadOnlySpan<byte> document, ObjectSpan target, string member)
    {
        var at = target.Start + 1;
        return Replace(document, at..at, target.IsEmpty ? $"{member}\n" : $"{member},");
    }

    private static byte[] Replace(ReadOnlySpan<byte> document, Range range, string text) => [.. document[..range.Start], .. Encoding.UTF8.GetBytes(text), .. document[range.End..]];
}
