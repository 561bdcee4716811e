using Slipway.Oci;
using Slipway.Registry.Errors;

namespace Slipway.Registry.Distribution;

/// <summary>Reads digests from outside. What the client sent is never repeated to it: it may be of any length and content.</summary>
internal static class Digests
{
    /// <summary>The digest; errors: <see cref="RegistryErrorCode.DigestInvalid"/>.</summary>
    public static Digest Parse(string? text)
    {
        if (Digest.TryParse(text, out var digest))
            return digest;
        var fault = string.IsNullOrEmpty(text) ? "no digest was given" : "the digest is malformed";
        throw new RegistryException(
            RegistryErrorCode.DigestInvalid, $"{fault}: sha256: and 64, or sha512: and 128, lower-case hex digits are expected.");
    }
}
