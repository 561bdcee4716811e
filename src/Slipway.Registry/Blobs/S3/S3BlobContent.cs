using System.IO.Pipelines;

namespace Slipway.Registry.Blobs.S3;

/// <summary>
/// A blob in a bucket. The whole object is asked for when it is opened, so that the usual reader waits once; a reader of a range, and one whose connection
/// breaks, asks for what is missing. Once the object is deleted the first copy from byte 0 goes on as long as its connection lasts, any other fails with an
/// <see cref="IOException"/>; no copy ever writes other bytes.
/// </summary>
internal sealed class S3BlobContent : IBlobContent
{
    private const int BufferBytes = 64 * 1024;

    private const int MaxAttempts = 5;

    /// <summary>Progress that makes a copy start counting its faults anew.</summary>
    private const int ProgressBytes = 1024 * 1024;

    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);

    private readonly S3Client _client;
    private readonly string _key;
    private S3Download? _whole;

    public S3BlobContent(S3Client client, string key, S3Download whole)
    {
        (_client, _key, _whole) = (client, key, whole);
        Length = whole.Length;
    }

    public long Length { get; }

    public async Task CopyToAsync(PipeWriter destination, long offset, long count, CancellationToken cancellationToken)
    {
        var whole = Interlocked.Exchange(ref _whole, null);
        if (offset != 0)
            whole?.Dispose();
        var (position, end) = (offset, offset + count);
        var body = offset == 0 ? whole : null;
        var attempts = new S3Attempts(_client.Time, MaxAttempts);
        try
        {
            while (position < end)
            {
                body ??= await _client.GetRangeAsync(_key, position, end - position, Length, cancellationToken);
                var (reached, cut) = await CopyAsync(body, destination, position, end, cancellationToken);
                if (cut is null)
                    return;

                body.Dispose();
                body = null;
                if (reached - position >= ProgressBytes)
                    attempts.Reset();
                position = reached;
                await attempts.WaitAsync(cut, cancellationToken);
            }
        }
        finally
        {
            body?.Dispose();
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _whole, null)?.Dispose();

    /// <summary>Copies until the end, until nobody reads any more, or until the connection breaks, which is the second answer.</summary>
    private async Task<(long Reached, S3Exception? Cut)> CopyAsync(
        S3Download body, PipeWriter destination, long position, long end, CancellationToken cancellationToken)
    {
        using var idle = new IdleTimer(_client.Time, s_silence, cancellationToken);
        while (position < end)
        {
            var buffer = destination.GetMemory(BufferBytes);
            var (read, cut) = await ReadAsync(body, buffer[..(int)Math.Min(buffer.Length, end - position)], idle, cancellationToken);
            if (cut is not null || read == 0)
                return (position, new S3Exception(S3FaultKind.Transient, $"S3 object {_key} broke off at byte {position} of {Length}: {cut?.Message ?? "the connection ended"}", cut));

            destination.Advance(read);
            position += read;
            var flushed = await destination.FlushAsync(cancellationToken);
            if (flushed.IsCompleted)
                return (position, null);
            if (flushed.IsCanceled)
                throw new OperationCanceledException(cancellationToken);
        }

        return (position, null);
    }

    private static async Task<(int Read, Exception? Cut)> ReadAsync(S3Download body, Memory<byte> buffer, IdleTimer idle, CancellationToken cancellationToken)
    {
        idle.Touch();
        try
        {
            var read = await body.ReadAsync(buffer, idle.Token);
            idle.Pause();
            return (read, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (0, new IOException($"nothing came for {idle.Limit.TotalSeconds:0} s"));
        }
        catch (IOException broken)
        {
            return (0, broken);
        }
    }
}
