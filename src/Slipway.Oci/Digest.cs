using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Slipway.Oci.Manifests;

namespace Slipway.Oci;

/// <summary>
/// The name of some bytes by their hash: <c>sha256:</c> + 64 or <c>sha512:</c> + 128 lower-case hex digits
/// (OCI image-spec 1.1, descriptor.md "Digests"). Only those two algorithms exist here, and nothing but hex ever
/// follows the colon, so a digest can be a file name. <c>default</c> is no digest and prints as the empty string.
/// </summary>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly record struct Digest
{
    /// <summary>The algorithm of nearly every image.</summary>
    public const string Sha256 = "sha256";

    /// <summary>The other registered algorithm.</summary>
    public const string Sha512 = "sha512";

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");

    private Digest(string algorithm, string hex)
    {
        Algorithm = algorithm;
        Hex = hex;
    }

    /// <summary><see cref="Sha256"/> or <see cref="Sha512"/>.</summary>
    public string Algorithm { get; }

    /// <summary>The hash as lower-case hex.</summary>
    public string Hex { get; }

    /// <summary>The digest of <paramref name="bytes"/> with SHA-256.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes) => Of(Sha256, bytes);

    /// <summary>The digest of <paramref name="bytes"/> with the named algorithm.</summary>
    public static Digest Of(string algorithm, ReadOnlySpan<byte> bytes) => algorithm switch
    {
        Sha256 => FromHash(Sha256, SHA256.HashData(bytes)),
        Sha512 => FromHash(Sha512, SHA512.HashData(bytes)),
        _ => throw new OciException(OciErrorCode.Unsupported, $"digest algorithm '{algorithm}' is not known; sha256 and sha512 are."),
    };

    /// <summary>The digest whose hash is <paramref name="hash"/>: 32 bytes for sha256, 64 for sha512.</summary>
    public static Digest FromHash(string algorithm, ReadOnlySpan<byte> hash) =>
        Parse($"{algorithm}:{Convert.ToHexStringLower(hash)}");

    /// <summary>Reads a digest strictly. Errors: <see cref="OciErrorCode.Malformed"/>.</summary>
    public static Digest Parse(string text) => TryParse(text, out var digest)
        ? digest
        : throw new OciException(
            OciErrorCode.Malformed,
            $"'{Excerpt.Of(text)}' is not a digest: sha256: and 64, or sha512: and 128, lower-case hex digits are expected.");

    /// <summary>Reads a digest strictly; false for anything else, including null.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        var (algorithm, length) = text switch
        {
            null => (null, 0),
            _ when text.StartsWith("sha256:", StringComparison.Ordinal) => (Sha256, 64),
            _ when text.StartsWith("sha512:", StringComparison.Ordinal) => (Sha512, 128),
            _ => (null, 0),
        };
        if (text is null || algorithm is null || text.Length != algorithm.Length + 1 + length)
            return false;

        var hex = text.AsSpan(algorithm.Length + 1);
        if (!IsHex(hex))
            return false;

        digest = new Digest(algorithm, hex.ToString());
        return true;
    }

    /// <summary>A hash of this digest's algorithm, to feed bytes to; the caller disposes.</summary>
    public IncrementalHash CreateHash() => CreateHash(Algorithm);

    /// <summary>A hash of the named algorithm, sha256 unless it is <see cref="Sha512"/>; the caller disposes.</summary>
    public static IncrementalHash CreateHash(string algorithm) =>
        IncrementalHash.CreateHash(algorithm == Sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);

    /// <summary>True when <paramref name="bytes"/> have this digest.</summary>
    public bool Matches(ReadOnlySpan<byte> bytes) => Of(Algorithm, bytes) == this;

    /// <summary>True when there is nothing but lower-case hex digits.</summary>
    internal static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(s_hex);

    /// <summary><c>sha256:…</c>, as on the wire.</summary>
    public override string ToString() => Algorithm is null ? "" : $"{Algorithm}:{Hex}";
}
