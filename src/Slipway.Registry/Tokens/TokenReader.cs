using System.Text;
using System.Text.Json;
using Slipway.Registry.Access;
using Slipway.Registry.Authorizer;
using Slipway.Registry.Names;

namespace Slipway.Registry.Tokens;

/// <summary>Reads what <see cref="TokenWriter"/> writes, and nothing else.</summary>
internal static class TokenReader
{
    /// <summary>Most characters of a token; one with <see cref="TokenRequest.MaxScopes"/> scopes of the longest names has fewer.</summary>
    public const int MaxLength = 11 * 1024;

    private const int SignatureChars = 86;

    // Two members of one name could be read differently by two readers; depth 4 is access[].actions[].
    private static readonly JsonDocumentOptions _json = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>True when a token says that it is by one of our keys.</summary>
    public static bool IsOurs(ReadOnlySpan<char> token, TokenKeys keys) => FindKey(token, keys) is not null;

    /// <summary>
    /// What a token by one of our keys for this service says; null for any other. Whether it is current is for the caller to see.
    /// </summary>
    public static TokenClaims? Read(ReadOnlySpan<char> token, TokenKeys keys, string service)
    {
        if (token.Length > MaxLength || FindKey(token, keys) is not { } key)
            return null;
        var lastDot = token.LastIndexOf('.');
        Span<byte> signature = stackalloc byte[TokenKey.SignatureLength];
        if (lastDot <= key.Header.Length || token.Length - lastDot - 1 != SignatureChars || !StrictBase64Url.TryDecode(token[(lastDot + 1)..], signature))
            return null;
        if (StrictBase64Url.Decode(token[(key.Header.Length + 1)..lastDot]) is not { } body)
            return null;
        var signed = new byte[lastDot];
        return Encoding.ASCII.TryGetBytes(token[..lastDot], signed, out _) && key.Verify(signed, signature) ? ReadClaims(body, service) : null;
    }

    private static TokenKey? FindKey(ReadOnlySpan<char> token, TokenKeys keys)
    {
        var dot = token.IndexOf('.');
        return dot < 0 ? null : keys.Find(token[..dot]);
    }

    // The signature was good, so the claims are our own; another version of us may have written them, so they are still read with care.
    private static TokenClaims? ReadClaims(byte[] body, string service)
    {
        try
        {
            using var document = JsonDocument.Parse(body, _json);
            var claims = document.RootElement;
            if (claims.GetProperty("iss"u8).GetString() != service || claims.GetProperty("aud"u8).GetString() != service)
                return null;
            var access = new List<RegistryScope>();
            foreach (var entry in claims.GetProperty("access"u8).EnumerateArray())
                access.Add(ReadScope(entry));
            return new TokenClaims(
                Text(claims, "jti"u8),
                Text(claims, "tid"u8),
                Text(claims, "sub"u8),
                DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("nbf"u8).GetInt64()),
                DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp"u8).GetInt64()),
                access);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static RegistryScope ReadScope(JsonElement entry)
    {
        var (type, name) = (Text(entry, "type"u8), Text(entry, "name"u8));
        if (type == "registry" && name == "catalog")
            return RegistryScope.Catalog;
        if (type != "repository" || !RepositoryName.TryParse(name, out var repository))
            throw new FormatException($"a token has no access to a {type}");
        var actions = RepositoryActions.None;
        foreach (var action in entry.GetProperty("actions"u8).EnumerateArray())
            actions |= RegistryScope.ParseAction(action.GetString());
        return new RegistryScope(repository, actions);
    }

    private static string Text(JsonElement element, ReadOnlySpan<byte> name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException("a claim is null");
}
