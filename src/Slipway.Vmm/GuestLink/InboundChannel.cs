using System.Buffers;
using System.IO.Pipelines;
using Slipway.Contracts.GuestLink;

namespace Slipway.Vmm.GuestLink;

/// <summary>
/// Bytes from the guest on one channel of a stream. Holds at most <see cref="LinkLimits.InitialCreditBytes"/>: the guest may send no more before
/// the consumer has read, so a slow consumer stops its own channel and nothing else.
/// </summary>
internal sealed class InboundChannel(LinkWriter writer, uint stream, byte channel)
{
    private readonly Lock _lock = new();
    private readonly ReceiveWindow _window = new();

    // The window is the limit; the pipe must not have a second one, or the reader's loop would wait for this consumer.
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private bool _ended;

    /// <summary>Takes a Data frame's payload; null, or what is wrong, in words.</summary>
    public async ValueTask<string?> ReceiveAsync(ReadOnlyMemory<byte> payload)
    {
        lock (_lock)
        {
            if (_ended)
                return "data after End";
            if (!_window.TryReceive(payload.Length))
                return "more data than was granted";
        }
        await _pipe.Writer.WriteAsync(payload);
        return null;
    }

    /// <summary>Takes an End frame; false when there was one before.</summary>
    public bool TryEnd()
    {
        lock (_lock)
        {
            if (_ended)
                return false;
            _ended = true;
        }
        _pipe.Writer.Complete();
        return true;
    }

    /// <summary>The stream is over: who reads gets what has come and then this, or the end.</summary>
    public void Finish(Exception? fault)
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = true;
        }
        _pipe.Writer.Complete(fault);
    }

    /// <summary>Reads some bytes, or 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (destination.IsEmpty)
            return 0;
        var result = await _pipe.Reader.ReadAsync(cancellationToken);
        var bytes = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, destination.Length));
        bytes.CopyTo(destination.Span);
        var count = (int)bytes.Length;
        _pipe.Reader.AdvanceTo(bytes.End);
        Grant(count);
        return count;
    }

    private void Grant(int consumed)
    {
        int grant;
        lock (_lock)
            grant = _ended ? 0 : _window.Consume(consumed);
        if (grant > 0)
            writer.QueueCredit(stream, channel, grant);
    }
}
