using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Slipway.Registry.Authorizer;

namespace Slipway.Registry.Tokens;

/// <summary>
/// Makes tokens: JWTs signed with ES256 (RFC 7515, RFC 7519) with the claims of distribution's token authentication (docs/spec/auth/jwt.md):
/// <code>
/// base64url(header) "." base64url(claims) "." base64url(signature)
/// claims = { iss, aud: the service, sub, exp, nbf, iat, jti, tid, access: [ { type, name, actions } ] }
/// </code>
/// </summary>
internal static class TokenWriter
{
    public static string Write(TokenClaims claims, TokenKey key, string service)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body))
            WriteClaims(json, claims, service);
        var signed = $"{key.Header}.{Base64Url.EncodeToString(body.WrittenSpan)}";
        Span<byte> signature = stackalloc byte[TokenKey.SignatureLength];
        key.Sign(Encoding.ASCII.GetBytes(signed), signature);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static void WriteClaims(Utf8JsonWriter json, TokenClaims claims, string service)
    {
        json.WriteStartObject();
        json.WriteString("iss"u8, service);
        json.WriteString("aud"u8, service);
        json.WriteString("sub"u8, claims.Subject);
        json.WriteNumber("exp"u8, claims.ExpiresAt.ToUnixTimeSeconds());
        json.WriteNumber("nbf"u8, claims.IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("iat"u8, claims.IssuedAt.ToUnixTimeSeconds());
        json.WriteString("jti"u8, claims.Id);
        json.WriteString("tid"u8, claims.TokenId);
        json.WriteStartArray("access"u8);
        foreach (var scope in claims.Access)
            WriteScope(json, scope);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteScope(Utf8JsonWriter json, RegistryScope scope)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, scope.Name is null ? "registry" : "repository");
        json.WriteString("name"u8, scope.Name?.Value ?? "catalog");
        json.WriteStartArray("actions"u8);
        foreach (var word in scope.Name is null ? ["*"] : RegistryScope.Words(scope.Actions))
            json.WriteStringValue(word);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
