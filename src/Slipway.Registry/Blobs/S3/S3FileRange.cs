using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Registry.Blobs.S3;

/// <summary>A range of a file, read as it is sent. The file is the caller's and stays open as long as requests run.</summary>
internal sealed class S3FileRange : S3Payload
{
    /// <summary>Held for each request in flight.</summary>
    internal const int BufferBytes = 128 * 1024;

    private readonly SafeFileHandle _file;
    private readonly long _offset;

    /// <param name="sha256">The hash that the bytes are known to have.</param>
    public S3FileRange(SafeFileHandle file, long offset, long count, string sha256)
        : base(count, sha256) => (_file, _offset) = (file, offset);

    /// <summary>Hashes the range first: the bytes are read twice, from memory the second time, and the server checks them.</summary>
    public static async Task<S3FileRange> HashAsync(SafeFileHandle file, long offset, long count, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await ReadAsync(file, offset, count, bytes => { hash.AppendData(bytes.Span); return ValueTask.CompletedTask; }, cancellationToken);
        return new S3FileRange(file, offset, count, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public override HttpContent CreateContent(IdleTimer idle) => new S3FileContent(this, idle);

    /// <summary>Writes the bytes to the network.</summary>
    public Task SendAsync(Stream target, IdleTimer idle, CancellationToken cancellationToken) => ReadAsync(
        _file,
        _offset,
        Length,
        async bytes =>
        {
            await target.WriteAsync(bytes, cancellationToken);
            idle.Touch();
        },
        cancellationToken);

    private static async Task ReadAsync(
        SafeFileHandle file, long offset, long count, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (long done = 0; done < count;)
            {
                var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(BufferBytes, count - done)), offset + done, cancellationToken);
                if (read == 0)
                    throw new IOException($"a staged file ends at byte {offset + done}; {count - done} more were expected. It was cut while it was published.");
                await take(buffer.AsMemory(0, read));
                done += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
