namespace Slipway.Oci.Registry;

/// <summary>A manifest or index as a registry served it, verified.</summary>
internal sealed record FetchedManifest(ReadOnlyMemory<byte> Bytes, string? MediaType, Digest Digest)
{
    private const string DigestHeader = "Docker-Content-Digest";

    /// <summary>
    /// Checks the bytes against <paramref name="asked"/>, if it was asked for by digest, and against the digest the registry states.
    /// Errors: <see cref="OciErrorCode.DigestMismatch"/>, <see cref="OciErrorCode.Malformed"/>.
    /// </summary>
    public static FetchedManifest Verify(ReadOnlyMemory<byte> bytes, HttpResponseMessage response, Digest? asked, string subject)
    {
        if (asked is { } wanted && !wanted.Matches(bytes.Span))
            throw Mismatch(subject, wanted, bytes, "it was asked for as");

        Digest? stated = null;
        if (response.Headers.NonValidated.TryGetValues(DigestHeader, out var values))
        {
            stated = Digest.TryParse(values.FirstOrDefault(), out var parsed)
                ? parsed
                : throw new OciException(OciErrorCode.Malformed, $"the registry's {DigestHeader} for {subject} is no digest: '{Excerpt.Of(values.FirstOrDefault())}'.");
            if (!parsed.Matches(bytes.Span))
                throw Mismatch(subject, parsed, bytes, "the registry states");
        }

        return new FetchedManifest(bytes, response.Content.Headers.ContentType?.MediaType, asked ?? stated ?? Digest.Of(bytes.Span));
    }

    private static OciException Mismatch(string subject, Digest expected, ReadOnlyMemory<byte> bytes, string who) => new(
        OciErrorCode.DigestMismatch,
        $"{subject} came as {bytes.Length} bytes with the digest {Digest.Of(expected.Algorithm, bytes.Span)}, but {who} {expected}: it is damaged or was tampered with.");
}
