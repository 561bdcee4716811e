using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Registry.Blobs;

/// <summary>An open blob file.</summary>
internal sealed class FileBlobContent(SafeFileHandle file) : IBlobContent
{
    /// <summary>Bytes of one read and flush. 64 to 256 KiB were alike within the noise (1 GB/s over loopback), and sendfile no faster.</summary>
    private const int PieceBytes = 128 * 1024;

    public long Length { get; } = RandomAccess.GetLength(file);

    public async Task CopyToAsync(PipeWriter destination, long offset, long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            // Straight into the response's own memory, without a thread's hop: the page cache answers in microseconds.
            var piece = destination.GetMemory((int)Math.Min(count, PieceBytes));
            var read = RandomAccess.Read(file, piece.Span[..(int)Math.Min(count, piece.Length)], offset);
            if (read == 0)
                throw new EndOfStreamException($"a blob file ends at {offset} of {Length} bytes: it was cut by something else than the registry.");
            destination.Advance(read);
            offset += read;
            count -= read;
            var flushed = await destination.FlushAsync(cancellationToken);
            if (flushed.IsCompleted)
                return;
            if (flushed.IsCanceled)
                throw new OperationCanceledException(cancellationToken);
        }
    }

    public void Dispose() => file.Dispose();
}
