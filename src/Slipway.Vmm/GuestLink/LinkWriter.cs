using System.Buffers;
using System.Threading.Channels;
using Slipway.Contracts.GuestLink;

namespace Slipway.Vmm.GuestLink;

/// <summary>
/// The one writer of a link: frames are queued by many and written by <see cref="RunAsync"/> in order. What control frames take is bounded by
/// what callers ask for; data waits for one of <see cref="DataSlots"/> places, so that a signal never stands behind more than 256 KiB.
/// </summary>
internal sealed class LinkWriter(Stream carrier) : IDisposable
{
    private const int DataSlots = 4;

    private readonly Channel<(ReadOnlyMemory<byte> Bytes, bool IsData)> _queue =
        Channel.CreateUnbounded<(ReadOnlyMemory<byte>, bool)>(new UnboundedChannelOptions { SingleReader = true });

    private readonly SemaphoreSlim _slots = new(DataSlots);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Queues a frame that is not data; never waits. After the end of the link: no effect.</summary>
    public void Queue(uint stream, FrameKind kind, byte channel, ReadOnlySpan<byte> payload) => _queue.Writer.TryWrite((Frame(stream, kind, channel, payload), false));

    /// <summary>Queues a grant of credit.</summary>
    public void QueueCredit(uint stream, byte channel, int bytes)
    {
        var buffer = new ArrayBufferWriter<byte>(FrameHeader.Size + sizeof(uint));
        FrameWriter.WriteCredit(buffer, stream, channel, bytes);
        _queue.Writer.TryWrite((buffer.WrittenMemory, false));
    }

    /// <summary>Queues data when there is room.</summary>
    public async Task QueueDataAsync(uint stream, byte channel, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            await _slots.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new GuestLinkException("the guest link has ended");
        }
        _queue.Writer.TryWrite((Frame(stream, FrameKind.Data, channel, payload.Span), true));
    }

    /// <summary>Writes what is queued until <see cref="Stop"/> or until the carrier fails.</summary>
    public async Task RunAsync()
    {
        await foreach (var (bytes, isData) in _queue.Reader.ReadAllAsync(_stop.Token))
        {
            await carrier.WriteAsync(bytes, _stop.Token);
            if (isData)
                _slots.Release();
        }
    }

    /// <summary>Ends the loop and lets nobody wait any longer. May be called twice.</summary>
    public void Stop()
    {
        _queue.Writer.TryComplete();
        _stop.Cancel();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _slots.Dispose();
    }

    private static ReadOnlyMemory<byte> Frame(uint stream, FrameKind kind, byte channel, ReadOnlySpan<byte> payload)
    {
        var buffer = new ArrayBufferWriter<byte>(FrameHeader.Size + payload.Length);
        FrameWriter.Write(buffer, stream, kind, channel, payload);
        return buffer.WrittenMemory;
    }
}
