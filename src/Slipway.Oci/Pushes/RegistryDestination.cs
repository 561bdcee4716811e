using System.Net;
using System.Net.Http.Headers;
using Slipway.Oci.Copies;
using Slipway.Oci.Manifests;
using Slipway.Oci.Registry;
using Slipway.Oci.Sources;

namespace Slipway.Oci.Pushes;

/// <summary>A repository that images are pushed to. Blobs that <paramref name="neighbour"/>, a repository of the same registry, has are mounted from there; null for none.</summary>
internal sealed class RegistryDestination(Reference reference, Reference? neighbour, ImageSourceOptions options) : IImageDestination
{
    private readonly RegistryConnection _connection = new(reference, RegistryScope.Push(reference.Repository), options);

    private readonly BlobMount? _mount = neighbour is not { } other ? null : new BlobMount(
        new RegistryConnection(reference, RegistryScope.Mount(reference.Repository, other.Repository), options), other.Repository);

    public string Name { get; } = reference.ToString();

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CopyPhase> PutBlobAsync(Descriptor blob, Func<CancellationToken, Task<Stream>> openAsync, Action<long> done, CancellationToken cancellationToken) =>
        new BlobUpload(_connection, _mount, blob, openAsync, done).RunAsync(cancellationToken);

    public Task PutManifestAsync(PlannedManifest manifest, CancellationToken cancellationToken) =>
        PutAsync(manifest, manifest.Digest.ToString(), cancellationToken);

    public Task PublishAsync(PlannedManifest manifest, CancellationToken cancellationToken)
    {
        if (reference.Digest is { } named && named != manifest.Digest)
            throw new OciException(OciErrorCode.DigestMismatch, $"{Name} can only be the image with that digest; this one has {manifest.Digest}. Leave the digest out, or give a tag.");

        return PutAsync(manifest, reference.Tag ?? manifest.Digest.ToString(), cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        _mount?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Puts the bytes as they are (distribution-spec 1.1, end-7), unless they are already there under that name: where tags cannot be
    /// changed, pushing the same once more is not a change.
    /// </summary>
    private async Task PutAsync(PlannedManifest manifest, string identifier, CancellationToken cancellationToken)
    {
        var subject = $"manifest {identifier} for {_connection.Name}";
        var path = $"v2/{_connection.Repository}/manifests/{identifier}";
        var head = RegistryRequest.To(HttpMethod.Head, path, subject) with { Accept = manifest.MediaType };
        var put = RegistryRequest.To(HttpMethod.Put, path, subject) with { Body = MakeBody };
        await new Attempts(_connection.Time).RunAsync(PutOnceAsync, cancellationToken);

        ByteArrayContent MakeBody()
        {
            var body = new ByteArrayContent(manifest.Bytes.ToArray());
            body.Headers.ContentType = new MediaTypeHeaderValue(manifest.MediaType);
            return body;
        }

        async Task<bool> PutOnceAsync()
        {
            using (var there = await _connection.SendAsync(head, cancellationToken))
            {
                if (there.StatusCode == HttpStatusCode.OK && PushedDigest.Of(there) == manifest.Digest)
                    return false;
            }

            var response = await _connection.SendAsync(put, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw await _connection.FaultAsync(response, subject, cancellationToken);
            using (response)
                PushedDigest.Verify(response, manifest.Bytes.Span, subject);
            return true;
        }
    }
}
