using System.Collections.Concurrent;

namespace Slipway.Bench.Registry;

/// <summary>A blob pushed: POST and PUT, or POST, one streamed PATCH and PUT.</summary>
/// <param name="pushed">Takes the digests.</param>
internal sealed class PushOperation(RegistryTarget target, string repository, PushBody body, bool chunked, ConcurrentBag<string> pushed) : IOperation
{
    /// <summary>Up to here header and body go out together, as clients send them.</summary>
    private const int OneSendBytes = 64 * 1024;

    private readonly byte[] _begin = target.Request("POST", $"/v2/{repository}/blobs/uploads/", "Content-Length: 0\r\n");

    public long Run(RawConnection link)
    {
        var blob = body.Next();
        pushed.Add(blob.Digest);
        link.Send(_begin);
        link.Receive(202);
        if (chunked)
        {
            link.Send(target.Request("PATCH", link.Location(), "Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n"));
            link.Send(blob.Chunks.Span);
            link.Send(blob.LastChunks());
            link.Receive(202);
        }

        Commit(link, blob.Digest, chunked ? ReadOnlySpan<byte>.Empty : blob.Bytes.Span);
        return blob.Bytes.Length;
    }

    private void Commit(RawConnection link, string digest, ReadOnlySpan<byte> bytes)
    {
        var location = link.Location();
        var path = $"{location}{(location.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={digest}";
        var header = target.Request("PUT", path, $"Content-Type: application/octet-stream\r\nContent-Length: {bytes.Length}\r\n");
        if (bytes.Length <= OneSendBytes)
        {
            link.Send([.. header, .. bytes]);
        }
        else
        {
            link.Send(header);
            link.Send(bytes);
        }

        link.Receive(201);
    }
}
