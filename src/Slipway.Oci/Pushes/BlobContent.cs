using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Slipway.Oci.Manifests;

namespace Slipway.Oci.Pushes;

/// <summary>
/// A blob from some byte on, as the body of a request. It is opened anew when it is sent, and read from its first byte whatever is sent of it, so
/// that its verifying stream sees all bytes: the last of them leave only if the digest is right.
/// </summary>
/// <param name="blob">What it is.</param>
/// <param name="from">The first byte to send.</param>
/// <param name="openAsync">Opens it from its first byte, verifying.</param>
/// <param name="sent">Told how many of the blob's bytes are through; called on the sending thread.</param>
internal sealed class BlobContent(Descriptor blob, long from, Func<CancellationToken, Task<Stream>> openAsync, Action<long> sent) : HttpContent
{
    private const int CopyBytes = 256 * 1024;

    /// <summary>Told whether the server (true) or the blob's source (false) is waited for from now on.</summary>
    public Action<bool>? Waiting { get; set; }

    /// <summary>Why the blob could not be read; null when that went well. HTTP would report it as a broken connection.</summary>
    public Exception? SourceFault { get; private set; }

    /// <summary>Makes the body and says of what kind it is.</summary>
    public static BlobContent Create(Descriptor blob, long from, Func<CancellationToken, Task<Stream>> openAsync, Action<long> sent)
    {
        var content = new BlobContent(blob, from, openAsync, sent);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Waiting?.Invoke(false);
        await using var source = await FromSourceAsync(openAsync(cancellationToken));
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            for (long position = 0; position < blob.Size;)
            {
                var count = await FromSourceAsync(source.ReadAsync(buffer, cancellationToken).AsTask());
                var skipped = (int)Math.Clamp(from - position, 0, count);
                position += count;
                if (skipped == count)
                    continue;
                Waiting?.Invoke(true);
                await stream.WriteAsync(buffer.AsMemory(skipped, count - skipped), cancellationToken);
                Waiting?.Invoke(false);
                sent(position);
            }

            await FromSourceAsync(source.ReadAsync(buffer, cancellationToken).AsTask()); // the end, where a verifying stream throws if there is more
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Waiting?.Invoke(true);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = blob.Size - from;
        return true;
    }

    private async Task<T> FromSourceAsync<T>(Task<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            SourceFault = e;
            throw;
        }
    }
}
