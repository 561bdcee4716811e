using System.Net;

namespace Slipway.Registry.Blobs.S3;

/// <summary>One attempt to send a range of a file.</summary>
internal sealed class S3FileContent(S3FileRange range, IdleTimer idle) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => range.SendAsync(stream, idle, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        range.SendAsync(stream, idle, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = range.Length;
        return true;
    }
}
