using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Contracts.Platform;

/// <summary>
/// A token as its holder has it: <c>slip_7hq2m4x9d3f1_…</c>. The id finds the token and may be logged; the secret is known to the holder alone,
/// everybody else has its SHA-256.
/// </summary>
/// <remarks>
/// <code>
/// token  = "slip_" id "_" secret
/// id     = 12 ( a-z0-9 )            ; 62 random bits
/// secret = 43 ( A-Z a-z 0-9 )       ; 256 random bits
/// </code>
/// </remarks>
public readonly struct TokenText
{
    /// <summary>What every token begins with, so that scanners of leaked secrets know it.</summary>
    public const string Prefix = "slip_";

    /// <summary>Characters of an id.</summary>
    public const int IdLength = 12;

    /// <summary>Characters of a secret.</summary>
    public const int SecretLength = 43;

    /// <summary>Characters of a token.</summary>
    public const int Length = 5 + IdLength + 1 + SecretLength;

    private const string LowerCase = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + LowerCase;

    private static readonly SearchValues<char> s_ofIds = SearchValues.Create(LowerCase);
    private static readonly SearchValues<char> s_ofSecrets = SearchValues.Create(Base62);

    private readonly string _text;

    private TokenText(string text) => _text = text;

    /// <summary>Names the token; not secret.</summary>
    public string Id => _text.Substring(Prefix.Length, IdLength);

    /// <summary>Makes a new token.</summary>
    public static TokenText Create() =>
        new($"{Prefix}{RandomNumberGenerator.GetString(LowerCase, IdLength)}_{RandomNumberGenerator.GetString(Base62, SecretLength)}");

    /// <summary>Reads a token strictly; false for anything else, including null.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TokenText token)
    {
        token = default;
        if (text is not { Length: Length } || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Length - SecretLength - 1] != '_'
            || !IsId(text.AsSpan(Prefix.Length, IdLength)) || text.AsSpan(Length - SecretLength).ContainsAnyExcept(s_ofSecrets))
            return false;
        token = new TokenText(text);
        return true;
    }

    /// <summary>True for a text that can be the id of a token.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdLength && !text.ContainsAnyExcept(s_ofIds);

    /// <summary>SHA-256 of the secret's characters, 32 bytes: what is stored and compared. The secret has 256 random bits, so a slow hash adds nothing.</summary>
    public byte[] HashSecret() => SHA256.HashData(Encoding.ASCII.GetBytes(_text, Length - SecretLength, SecretLength));

    /// <summary>The whole token, to be given to its holder.</summary>
    public string Reveal() => _text;

    /// <summary>The token without its secret.</summary>
    public override string ToString() => _text is null ? "" : $"{Prefix}{Id}_…";
}
