using Slipway.Oci.Compression;

namespace Slipway.Images.Content;

/// <summary>
/// Reads a blob while it is written, never past what is there: a read blocks until there is more. The end is told once the blob's size and digest are verified;
/// where its writer gives up instead, a read is cancelled, for the writer says why.
/// </summary>
internal sealed class BlobFollower : ReadOnlyStream
{
    private readonly BlobGrowth _growth;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _wake;
    private long _position;
    private bool _hasLeft;

    /// <param name="growth">Joined; left at disposal.</param>
    /// <param name="cancellationToken">Ends a read that waits, with an exception.</param>
    public BlobFollower(BlobGrowth growth, CancellationToken cancellationToken)
    {
        _growth = growth;
        _cancellationToken = cancellationToken;
        _wake = cancellationToken.Register(growth.Wake);
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        var there = _growth.WaitBeyond(_position, _cancellationToken) - _position;
        var count = RandomAccess.Read(_growth.File, buffer[..(int)Math.Min(buffer.Length, there)], _position);
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_hasLeft)
        {
            _hasLeft = true;
            _wake.Dispose();
            _growth.Leave();
        }

        base.Dispose(disposing);
    }
}
