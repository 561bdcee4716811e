using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Slipway.Registry.Authorizer;

/// <summary>
/// What an Authorization header holds:
/// <code>
/// "Basic" 1*SP base64( user ":" token )     RFC 7617; any user will do
/// "Bearer" 1*SP token                       RFC 6750; a JWT of ours or the platform's token
/// </code>
/// It has no text form, so that no log can have it.
/// </summary>
internal readonly struct Credential
{
    /// <summary>Room for a JWT of the longest kind.</summary>
    private const int MaxHeaderLength = 12 * 1024;

    private const int MaxPlatformTokenLength = 1024;
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private Credential(CredentialKind kind, string secret)
    {
        Kind = kind;
        Secret = secret;
    }

    public CredentialKind Kind { get; }

    /// <summary>The token; empty for <see cref="CredentialKind.None"/> and <see cref="CredentialKind.Malformed"/>.</summary>
    public string Secret => field ?? "";

    /// <summary>True when the token is short enough to be one of the platform's.</summary>
    public bool MayBePlatformToken => Secret.Length <= MaxPlatformTokenLength;

    /// <summary>Reads the values of a request's Authorization headers.</summary>
    public static Credential Parse(StringValues headers)
    {
        if (headers.Count == 0)
            return default;
        var header = headers.Count == 1 ? headers[0].AsSpan() : [];
        var space = header.IndexOf(' ');
        if (space <= 0 || header.Length > MaxHeaderLength)
            return new Credential(CredentialKind.Malformed, "");

        var value = header[(space + 1)..].Trim(' ');
        if (header[..space].Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return Of(CredentialKind.Bearer, value.ToString());
        return header[..space].Equals("Basic", StringComparison.OrdinalIgnoreCase)
            ? Of(CredentialKind.Basic, ReadPassword(value))
            : new Credential(CredentialKind.Malformed, "");
    }

    /// <summary>The password of a form, which is the platform's token too.</summary>
    public static Credential OfPassword(string? password) => Of(CredentialKind.Basic, password);

    private static Credential Of(CredentialKind kind, string? secret) => secret is { Length: > 0 } && IsPrintable(secret)
        ? new Credential(kind, secret)
        : new Credential(CredentialKind.Malformed, "");

    private static bool IsPrintable(string secret) => !secret.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static string? ReadPassword(ReadOnlySpan<char> base64)
    {
        if (!Base64.IsValid(base64, out var length) || length > MaxHeaderLength)
            return null;
        var bytes = new byte[length];
        if (!Convert.TryFromBase64Chars(base64, bytes, out var written))
            return null;
        try
        {
            var pair = _utf8.GetString(bytes, 0, written);
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? null : pair[(colon + 1)..];
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
