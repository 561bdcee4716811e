using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Registry.Tokens;

/// <summary>One P-256 key and the only JWT header that goes with it. Thread safe.</summary>
internal sealed class TokenKey : IDisposable
{
    /// <summary>Bytes of an ES256 signature: r and s (RFC 7518, section 3.4).</summary>
    public const int SignatureLength = 64;

    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa _key;
    private readonly Lock _gate = new();

    /// <summary>Takes over <paramref name="key"/>.</summary>
    /// <exception cref="InvalidDataException">It is of another curve.</exception>
    public TokenKey(ECDsa key)
    {
        _key = key;
        if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
            throw new InvalidDataException($"a token key of {key.KeySize} bits is not of the curve P-256");
        var id = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 15));
        Header = Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"ES256","typ":"JWT","kid":"{{id}}"}"""));
    }

    /// <summary>
    /// The first part of every token by this key, as on the wire. A token whose header differs in a byte is not by it, so that no algorithm, key or
    /// extension that a header names is ever looked at (CVE-2025-24976).
    /// </summary>
    public string Header { get; }

    /// <summary>Signs; the key must have its private half.</summary>
    public void Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        lock (_gate)
            _key.SignData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
            return _key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    public void Dispose() => _key.Dispose();
}
