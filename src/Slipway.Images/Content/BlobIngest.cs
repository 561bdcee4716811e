using System.Security.Cryptography;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Images.Content;

/// <summary>
/// A blob on its way into the store: an unnamed file and the hash of what was written so far. For one thread, while others may read behind it by
/// <see cref="TryFollow"/>. Disposing without <see cref="Commit"/> leaves nothing.
/// </summary>
internal sealed class BlobIngest : IDisposable
{
    /// <summary>How much is copied at a time: large enough that system calls and progress reports cost nothing beside hashing.</summary>
    public const int ChunkBytes = 256 * 1024;

    private readonly string _path;
    private readonly Digest _digest;
    private readonly long _sizeBytes;
    private readonly BlobGrowth _growth;
    private readonly IncrementalHash _hash;
    private long _written;
    private bool _isDisposed;

    public BlobIngest(string path, Digest digest, long sizeBytes)
    {
        _path = path;
        _digest = digest;
        _sizeBytes = sizeBytes;
        _growth = new BlobGrowth(Path.GetDirectoryName(path)!);
        _hash = digest.CreateHash();
    }

    /// <summary>Adds the next bytes.</summary>
    /// <exception cref="OciException">There are more than the descriptor says (<see cref="OciErrorCode.DigestMismatch"/>).</exception>
    /// <exception cref="ImageException">The disk is full.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _sizeBytes - _written)
            throw new OciException(OciErrorCode.DigestMismatch, $"blob {_digest} goes on after the {_sizeBytes} bytes its manifest says.");
        _hash.AppendData(bytes);
        try
        {
            RandomAccess.Write(_growth.File, bytes, _written);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw NoRoom.For($"blob {_digest}", _path, _sizeBytes, e);
        }

        _written += bytes.Length;
        _growth.Grow(_written);
    }

    /// <summary>
    /// A stream of the blob that reads what is written so far and waits for the rest; null when the ingest is over and nobody follows it. From any thread; the
    /// caller disposes it.
    /// </summary>
    /// <param name="cancellationToken">Ends a read that waits.</param>
    public Stream? TryFollow(CancellationToken cancellationToken) => _growth.TryJoin() ? new BlobFollower(_growth, cancellationToken) : null;

    /// <summary>Checks size and digest, makes the content durable and gives it its name. A blob that is already there stays.</summary>
    /// <exception cref="OciException">The bytes are not the blob's (<see cref="OciErrorCode.DigestMismatch"/>).</exception>
    /// <exception cref="ImageException">The disk is full.</exception>
    public void Commit()
    {
        if (_written != _sizeBytes)
            throw new OciException(OciErrorCode.DigestMismatch, $"blob {_digest} ended after {_written} of {_sizeBytes} bytes.");
        var actual = Digest.FromHash(_digest.Algorithm, _hash.GetHashAndReset());
        if (actual != _digest)
            throw new OciException(OciErrorCode.DigestMismatch, $"blob {_digest} was promised and {actual} came: the source or the way to it changes it.");
        // Those who follow need the bytes, not their name: they go on while the disk is waited for.
        _growth.Verify();
        try
        {
            RandomAccess.FlushToDisk(_growth.File);
            if (UnnamedFile.TryPublish(_growth.File, _path))
                DirectorySync.Sync(Path.GetDirectoryName(_path)!);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw NoRoom.For($"blob {_digest}", _path, _sizeBytes, e);
        }
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _growth.GiveUp();
        _growth.Leave();
        _hash.Dispose();
    }
}
