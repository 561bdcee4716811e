using Slipway.Contracts.GuestLink;

namespace Slipway.Vmm.GuestLink;

/// <summary>Bytes to the guest on one channel of a stream, sent as its credit allows. One caller writes at a time; grants come from the reader's loop.</summary>
internal sealed class OutboundChannel(LinkWriter writer, uint stream)
{
    private readonly Lock _lock = new();
    private readonly CreditWindow _window = new();
    private TaskCompletionSource _granted = NewSignal();
    private Exception? _fault;
    private bool _ended;

    /// <summary>Sends all bytes; waits for credit.</summary>
    /// <exception cref="IOException">The guest takes no more: the stream has ended.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var taken = Take(bytes.Length, out var granted);
            if (taken == 0)
            {
                await granted.WaitAsync(cancellationToken);
                continue;
            }
            await writer.QueueDataAsync(stream, LinkChannel.Stdin, bytes[..taken], cancellationToken);
            bytes = bytes[taken..];
        }
    }

    /// <summary>Says that nothing follows. Twice, or after the end of the stream: no effect.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_ended || _fault is not null)
                return;
            _ended = true;
        }
        writer.Queue(stream, FrameKind.End, LinkChannel.Stdin, []);
    }

    /// <summary>Takes a Credit frame's payload; false is a violation.</summary>
    public bool TryGrant(ReadOnlySpan<byte> payload)
    {
        lock (_lock)
        {
            if (!_window.TryGrant(payload))
                return false;
            Wake();
            return true;
        }
    }

    /// <summary>The stream is over: who writes gets this.</summary>
    public void Fail(Exception fault)
    {
        lock (_lock)
        {
            _fault ??= fault;
            Wake();
        }
    }

    private int Take(int wanted, out Task granted)
    {
        lock (_lock)
        {
            if (_fault is not null)
                throw new IOException($"the guest takes no more input: {_fault.Message}", _fault);
            ObjectDisposedException.ThrowIf(_ended, this);
            granted = _granted.Task;
            return _window.Take(wanted);
        }
    }

    private void Wake()
    {
        _granted.TrySetResult();
        _granted = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
