using Slipway.Contracts.GuestLink;

namespace Slipway.Vmm.GuestLink;

/// <summary>
/// The host's end of the guest link: asks a guest's init over one duplex stream, for many callers at a time.
/// </summary>
/// <remarks>
/// Lifecycle: <see cref="ConnectAsync"/> waits for the guest's Hello; then any request may be made from any thread until <see cref="Ended"/>
/// completes. One loop reads, one writes. The guest is hostile: every frame is checked, and the first one that breaks a rule ends the link for
/// all; memory is bounded by the credit given to each open stream. Disposing ends the link and not the carrier, which is its maker's.
/// </remarks>
public sealed partial class GuestLinkClient : IAsyncDisposable
{
    private readonly Stream _carrier;
    private readonly FrameReader _reader;
    private readonly LinkWriter _writer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<uint, GuestStream> _streams = [];
    private Task _receiving = Task.CompletedTask;
    private Task _sending = Task.CompletedTask;
    private GuestLinkException? _end;
    private uint _nextId = 1;

    private GuestLinkClient(Stream carrier, FrameReader reader, LinkHello guest)
    {
        _carrier = carrier;
        _reader = reader;
        _writer = new LinkWriter(carrier);
        Guest = guest;
    }

    /// <summary>What the guest said it is.</summary>
    public LinkHello Guest { get; }

    /// <summary>Completes when the link has ended, with the reason. Never fails.</summary>
    public Task<GuestLinkException> Ended => _ended.Task;

    private readonly TaskCompletionSource<GuestLinkException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins a conversation; waits until the guest's init answers.</summary>
    /// <param name="carrier">Duplex and asynchronous; stays the caller's, who disposes it after this client.</param>
    /// <param name="hello">What this host says; its nonce must be random.</param>
    /// <param name="resynchronise">True when another conversation may have been held on this carrier before.</param>
    /// <exception cref="GuestLinkException">The guest speaks another version, or the carrier ended.</exception>
    public static async Task<GuestLinkClient> ConnectAsync(Stream carrier, LinkHello hello, bool resynchronise, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(carrier);
        ArgumentNullException.ThrowIfNull(hello);
        var reader = new FrameReader();
        var guest = await LinkHandshake.RunAsync(carrier, reader, hello, resynchronise, cancellationToken);
        var client = new GuestLinkClient(carrier, reader, guest);
        client._receiving = client.ReceiveAllAsync();
        client._sending = client.SendAllAsync();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        End(new GuestLinkException("the host closed the guest link"));
        await _receiving;
        await _sending;
        _writer.Dispose();
        _stop.Dispose();
    }

    private async Task ReceiveAllAsync()
    {
        try
        {
            while (true)
            {
                while (_reader.Read(out var frame) is not FrameReadStatus.NeedMoreData and var status)
                {
                    var violation = status == FrameReadStatus.Violation ? _reader.Violation : await DispatchAsync(frame);
                    if (violation is not null)
                        throw new GuestLinkException($"the guest broke the link's rules: {violation}");
                }
                var count = await _carrier.ReadAsync(_reader.GetMemory(), _stop.Token);
                if (count == 0)
                    throw new GuestLinkException("the guest link's carrier has ended");
                _reader.Advance(count);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            End(e as GuestLinkException ?? new GuestLinkException($"the guest link's carrier failed: {e.Message}", e));
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            await _writer.RunAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            End(new GuestLinkException($"the guest link's carrier failed: {e.Message}", e));
        }
    }

    private async ValueTask<string?> DispatchAsync(Frame frame)
    {
        GuestStream? stream;
        lock (_lock)
        {
            if (frame.Stream % 2 == 0 || frame.Stream >= _nextId)
                return $"a frame of kind {frame.Kind} on stream {frame.Stream}, which was never opened";
            if (!_streams.TryGetValue(frame.Stream, out stream))
                return null; // In flight when this end gave the stream up.
        }
        // It stays in the table until the frame is found good: a violation ends all that is in there.
        if (await stream.ReceiveAsync(frame) is { } violation)
            return $"{violation} (stream {frame.Stream})";
        if (frame.Kind is FrameKind.Close or FrameKind.Reset)
        {
            lock (_lock)
                _streams.Remove(frame.Stream);
        }
        return null;
    }

    private void End(GuestLinkException reason)
    {
        GuestStream[] streams;
        lock (_lock)
        {
            if (_end is not null)
                return;
            _end = reason;
            streams = [.. _streams.Values];
            _streams.Clear();
        }
        _stop.Cancel();
        _writer.Stop();
        foreach (var stream in streams)
            stream.Finish(reason);
        _ended.SetResult(reason);
    }
}
