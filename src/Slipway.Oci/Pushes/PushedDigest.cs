namespace Slipway.Oci.Pushes;

/// <summary>What a registry says it has stored.</summary>
internal static class PushedDigest
{
    private const string Header = "Docker-Content-Digest";

    /// <summary>The digest an answer states; null when it states none.</summary>
    public static Digest? Of(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(Header, out var values) && Digest.TryParse(values.FirstOrDefault(), out var digest) ? digest : null;

    /// <summary>
    /// Refuses an answer that states another digest. One by another algorithm says nothing: registries that only have sha256 answer so to sha512.
    /// Errors: <see cref="OciErrorCode.DigestMismatch"/>.
    /// </summary>
    public static void Verify(HttpResponseMessage response, Digest sent, string subject)
    {
        if (Of(response) is { } stated && stated.Algorithm == sent.Algorithm && stated != sent)
            throw Mismatch(stated, sent.ToString(), subject);
    }

    /// <summary>As the other, for content that is at hand, so that any algorithm's digest can be checked.</summary>
    public static void Verify(HttpResponseMessage response, ReadOnlySpan<byte> sent, string subject)
    {
        if (Of(response) is { } stated && !stated.Matches(sent))
            throw Mismatch(stated, Digest.Of(stated.Algorithm, sent).ToString(), subject);
    }

    private static OciException Mismatch(Digest stated, string sent, string subject) =>
        new(OciErrorCode.DigestMismatch, $"the registry says it stored {subject} as {stated}, but what was sent is {sent}: it, or something on the way, changes what is pushed.");
}
