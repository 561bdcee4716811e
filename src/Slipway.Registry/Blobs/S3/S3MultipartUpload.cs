using Microsoft.Win32.SafeHandles;

namespace Slipway.Registry.Blobs.S3;

/// <summary>
/// Sends a staged file in parts, a few at a time, and makes them one object only when all are there. An upload that fails is aborted; one whose process dies is
/// left to <see cref="S3BlobStore.AbortLeftUploadsAsync"/>. Holds one buffer for each part in flight, whatever their size.
/// </summary>
internal sealed class S3MultipartUpload(S3Client client, string key, SafeFileHandle staged, long length)
{
    /// <summary>Larger objects are sent in parts; S3 takes parts of 5 MiB and more.</summary>
    public const long PartBytes = 16 * 1024 * 1024;

    /// <summary>The most parts of an upload.</summary>
    public const int MaxParts = 10_000;

    private const int Parallelism = 4;

    private const long Mebibyte = 1024 * 1024;

    private static readonly TimeSpan s_abortLimit = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of each part but the last: whole mebibytes, so many that the parts suffice.</summary>
    public static long PartBytesFor(long length)
    {
        var least = (length + MaxParts - 1) / MaxParts;
        return Math.Max(PartBytes, (least + Mebibyte - 1) / Mebibyte * Mebibyte);
    }

    /// <summary>Publishes the file. Errors: <see cref="S3Exception"/>; then nothing is published. <paramref name="leftOver"/> hears of an upload that could not be aborted.</summary>
    public async Task PublishAsync(Action<string, IOException> leftOver, CancellationToken cancellationToken)
    {
        var uploadId = await client.CreateUploadAsync(key, cancellationToken);
        try
        {
            var tags = await SendPartsAsync(uploadId, cancellationToken);
            await CompleteAsync(uploadId, tags, cancellationToken);
        }
        catch
        {
            await AbortAsync(uploadId, leftOver);
            throw;
        }
    }

    private async Task<string[]> SendPartsAsync(string uploadId, CancellationToken cancellationToken)
    {
        var partBytes = PartBytesFor(length);
        var tags = new string[(length + partBytes - 1) / partBytes];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, tags.Length, options, async (index, token) =>
        {
            var offset = index * partBytes;
            var part = await S3FileRange.HashAsync(staged, offset, Math.Min(partBytes, length - offset), token);
            tags[index] = await client.PutPartAsync(key, uploadId, index + 1, part, token);
        });
        return tags;
    }

    /// <summary>An answer that was lost may have been a yes, so the object itself is asked.</summary>
    private async Task CompleteAsync(string uploadId, string[] tags, CancellationToken cancellationToken)
    {
        S3Exception? doubt = null;
        try
        {
            await client.CompleteUploadAsync(key, uploadId, tags, cancellationToken);
        }
        catch (S3Exception fault)
        {
            doubt = fault;
        }

        var published = await client.FindLengthAsync(key, cancellationToken);
        if (published == length)
            return;
        if (published is not null)
            await client.DeleteAsync(key, cancellationToken);
        throw doubt ?? new S3Exception(S3FaultKind.Unexpected, $"S3 object {key} has {published?.ToString() ?? "no"} bytes after an upload of {length}; it was removed.");
    }

    /// <summary>Not cancelled with the upload: what is left behind costs money.</summary>
    private async Task AbortAsync(string uploadId, Action<string, IOException> leftOver)
    {
        using var limit = new CancellationTokenSource(s_abortLimit, client.Time);
        try
        {
            await client.AbortUploadAsync(key, uploadId, limit.Token);
        }
        catch (IOException fault)
        {
            leftOver(uploadId, fault);
        }
        catch (OperationCanceledException)
        {
            leftOver(uploadId, new IOException($"no answer within {s_abortLimit.TotalSeconds:0} s"));
        }
    }
}
