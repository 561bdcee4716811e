using System.IO.Pipelines;
using Slipway.Oci;
using Slipway.Oci.Compression;

namespace Slipway.Registry.Blobs;

/// <summary>A blob of a store, for one who reads it on a thread of its own; read ahead as far as a pipe reaches. Disposal ends the reading.</summary>
public sealed class BlobStream : ReadOnlyStream
{
    private const int PipeBytes = 1 << 20;

    private readonly Stream _piped;

    private BlobStream(IBlobContent content, CancellationToken cancellationToken)
    {
        SizeBytes = content.Length;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: PipeBytes, resumeWriterThreshold: PipeBytes / 2, useSynchronizationContext: false));
        _piped = pipe.Reader.AsStream();
        _ = CopyAsync(content, pipe.Writer, cancellationToken);
    }

    /// <summary>Bytes of the blob.</summary>
    public long SizeBytes { get; }

    /// <summary>Opens a blob; the caller disposes it. Errors: <see cref="FileNotFoundException"/> when it is not there, those of the store, from reads too.</summary>
    /// <param name="cancellationToken">Ends reads as well.</param>
    public static async Task<BlobStream> OpenAsync(IBlobStore blobs, Digest digest, CancellationToken cancellationToken) =>
        new(await blobs.OpenAsync(digest, cancellationToken) ?? throw new FileNotFoundException($"the blob {digest} is not in the store."), cancellationToken);

    public override int Read(Span<byte> buffer) => _piped.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _piped.ReadAsync(buffer, cancellationToken);

    /// <summary>The reader's end ends a writer that is still copying, which then closes the content.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _piped.Dispose();
        base.Dispose(disposing);
    }

    private static async Task CopyAsync(IBlobContent content, PipeWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            using (content)
                await content.CopyToAsync(writer, 0, content.Length, cancellationToken);
            await writer.CompleteAsync();
        }
        catch (Exception e)
        {
            await writer.CompleteAsync(e); // thrown to the reader
        }
    }
}
