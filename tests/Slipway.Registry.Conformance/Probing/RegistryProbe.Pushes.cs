using System.Globalization;
using Slipway.Oci;

namespace Slipway.Registry.Conformance.Probing;

/// <content>The steps of a push that cases about something else begin with; each fails the test when the registry refuses.</content>
public sealed partial class RegistryProbe
{
    /// <summary>Opens an upload session (end-4a).</summary>
    public async Task<Answer> StartUploadAsync(string repository) => (await PostAsync($"/v2/{repository}/blobs/uploads/", [])).Expect(202);

    /// <summary>Pushes a blob by POST and PUT (end-4a, end-6).</summary>
    public async Task<Digest> PushBlobAsync(string repository, byte[] content, string algorithm = Digest.Sha256)
    {
        var digest = Digest.Of(algorithm, content);
        var session = await StartUploadAsync(repository);
        (await PutAsync(Commit(session.Location, digest.ToString()), content)).Expect(201);
        return digest;
    }

    /// <summary>Pushes a manifest under a tag or its digest (end-7a).</summary>
    public async Task<Answer> PushManifestAsync(string repository, string reference, string mediaType, byte[] content) =>
        (await PutManifestAsync(repository, reference, mediaType, content)).Expect(201);

    /// <summary>Asks to store a manifest (end-7a).</summary>
    public Task<Answer> PutManifestAsync(string repository, string reference, string mediaType, byte[] content) =>
        PutAsync($"/v2/{repository}/manifests/{reference}", content, ("Content-Type", mediaType));

    /// <summary>Sends a chunk with its place in the blob (end-5); both ends count.</summary>
    public Task<Answer> PatchChunkAsync(string location, byte[] blob, int first, int last) =>
        PatchAsync(location, blob[first..(last + 1)], ("Content-Range", ContentRange(first, last)), ("Content-Type", "application/octet-stream"));

    /// <summary>The session's address with <c>digest=</c> added to whatever parameters it already has.</summary>
    public static string Commit(string location, string digest) =>
        $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={Uri.EscapeDataString(digest)}";

    /// <summary>A chunk's Content-Range: no unit, both ends count (distribution-spec 1.1, "Pushing a blob in chunks").</summary>
    public static string ContentRange(int first, int last) => string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
}
