using System.IO.Pipelines;

namespace Slipway.Registry.Tests.Blobs;

/// <summary>Takes everything and counts.</summary>
internal sealed class CountingPipeWriter : PipeWriter
{
    private byte[] _memory = [];

    public long Bytes { get; private set; }

    public int Flushes { get; private set; }

    public override void Advance(int bytes) => Bytes += bytes;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_memory.Length < sizeHint)
            _memory = new byte[sizeHint];
        return _memory;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Flushes++;
        return new ValueTask<FlushResult>(default(FlushResult));
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
