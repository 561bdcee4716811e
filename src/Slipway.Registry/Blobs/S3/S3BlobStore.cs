using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Slipway.Oci;

namespace Slipway.Registry.Blobs.S3;

/// <summary>
/// Blobs in a bucket of an S3-compatible store, as <c>PREFIXblobs/sha256/ab/abcd…</c>. An object appears when it is whole: a put is atomic and parts become an
/// object in one step; every byte sent is covered by a signed hash that the server checks. Several registries may share a bucket. Thread safe.
/// </summary>
public sealed partial class S3BlobStore : IBlobStore
{
    private readonly S3Client _client;
    private readonly S3BlobKeys _keys;
    private readonly ILogger _logger;

    /// <summary>Makes no request; <see cref="CheckAsync"/> does. Errors: <see cref="ArgumentException"/> for options that cannot work.</summary>
    public S3BlobStore(S3Options options, S3CredentialSource credentials, TimeProvider time, ILogger<S3BlobStore> logger)
    {
        if (options.FindFaults() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        (_client, _keys, _logger) = (new S3Client(options, credentials, time, logger), new S3BlobKeys(options.Prefix), logger);
    }

    /// <summary>Asks the bucket for one name, once. Errors: <see cref="IOException"/> that says what is wrong: network, key, bucket, region, clock.</summary>
    public Task CheckAsync(CancellationToken cancellationToken) => _client.CheckAsync(_keys.Root, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Sent even where the object is there already: how long a push takes must not tell one tenant what another one has. The bytes are the same.</remarks>
    public async Task PublishAsync(Digest digest, string stagedPath, CancellationToken cancellationToken)
    {
        using var staged = File.OpenHandle(stagedPath, options: FileOptions.SequentialScan);
        var (key, length) = (_keys.KeyOf(digest), RandomAccess.GetLength(staged));
        if (length > S3MultipartUpload.PartBytes)
        {
            var upload = new S3MultipartUpload(_client, key, staged, length);
            await upload.PublishAsync((uploadId, fault) => LogLeftOver(key, uploadId, fault), cancellationToken);
            return;
        }

        // The digest is the hash that the request is signed with; a staged file that rotted is refused by the server.
        var payload = digest.Algorithm == Digest.Sha256
            ? new S3FileRange(staged, 0, length, digest.Hex)
            : await S3FileRange.HashAsync(staged, 0, length, cancellationToken);
        await _client.PutAsync(key, payload, cancellationToken);
    }

    public async ValueTask<IBlobContent?> OpenAsync(Digest digest, CancellationToken cancellationToken)
    {
        var key = _keys.KeyOf(digest);
        return await _client.GetAsync(key, cancellationToken) is { } whole ? new S3BlobContent(_client, key, whole) : null;
    }

    /// <summary>S3 does not say whether a delete found anything, so it is asked first; the caller's lock keeps that true.</summary>
    public async Task<bool> DeleteAsync(Digest digest, CancellationToken cancellationToken)
    {
        var key = _keys.KeyOf(digest);
        if (await _client.FindLengthAsync(key, cancellationToken) is null)
            return false;
        await _client.DeleteAsync(key, cancellationToken);
        return true;
    }

    public async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var listed in _client.ListAsync(_keys.Root, cancellationToken))
        {
            if (_keys.DigestOf(listed.Key) is { } digest)
                yield return new StoredBlob(digest, listed.Length, listed.ChangedAt);
        }
    }

    /// <summary>
    /// Aborts uploads that a killed registry left behind: those of blobs that were begun more than <paramref name="age"/> ago, which must be longer than any
    /// upload takes, since others may share the bucket. Their parts are listed nowhere else and are paid for until then. Returns how many there were.
    /// Errors: <see cref="IOException"/>.
    /// </summary>
    public async Task<int> AbortLeftUploadsAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var aborted = 0;
        var before = _client.Time.GetUtcNow() - age;
        await foreach (var upload in _client.ListUploadsAsync(_keys.Root, cancellationToken))
        {
            if (upload.StartedAt >= before || _keys.DigestOf(upload.Key) is null)
                continue;
            await _client.AbortUploadAsync(upload.Key, upload.UploadId, cancellationToken);
            aborted++;
        }

        return aborted;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
