using Slipway.Contracts.GuestLink;

namespace Slipway.Vmm.GuestLink;

/// <content>The table of open streams.</content>
public sealed partial class GuestLinkClient
{
    /// <summary>The next reply of a stream, which must be of one kind: another is a violation and ends the link.</summary>
    internal async Task<T> ExpectAsync<T>(GuestStream stream, CancellationToken cancellationToken) where T : GuestReply
    {
        var reply = await stream.ReadReplyAsync(cancellationToken);
        if (reply is T expected)
            return expected;
        var violation = new GuestLinkException($"the guest broke the link's rules: {reply.GetType().Name} on stream {stream.Id}, where {typeof(T).Name} is due");
        End(violation);
        throw violation;
    }

    /// <summary>Sends a command on a stream; after its end: no effect.</summary>
    internal void Send(GuestStream stream, StreamCommand command)
    {
        var payload = LinkMessage.Encode(command);
        lock (_lock)
        {
            if (_streams.ContainsKey(stream.Id))
                _writer.Queue(stream.Id, FrameKind.Message, LinkChannel.None, payload);
        }
    }

    /// <summary>Forgets a stream; when the guest has not closed it, tells the guest. Twice: no effect.</summary>
    internal void GiveUp(GuestStream stream)
    {
        lock (_lock)
        {
            if (!_streams.Remove(stream.Id))
                return;
        }
        var error = new LinkError { Code = GuestErrorCode.Canceled, Message = "the host took the request back" };
        _writer.Queue(stream.Id, FrameKind.Reset, LinkChannel.None, LinkMessage.Encode(error));
        stream.Finish(new GuestException(error));
    }

    private GuestStream Open(GuestRequest request, StreamShape shape)
    {
        ArgumentNullException.ThrowIfNull(request);
        var payload = LinkMessage.Encode(request);
        lock (_lock)
        {
            if (_end is not null)
                throw new GuestLinkException(_end.Message, _end);
            if (_streams.Count >= LinkLimits.MaxStreams)
                throw new GuestException(new LinkError { Code = GuestErrorCode.Busy, Message = $"{LinkLimits.MaxStreams} requests are open on the guest link, the most there may be" });
            var stream = new GuestStream(_writer, _nextId, shape);
            _nextId += 2;
            _streams.Add(stream.Id, stream);
            // Queued under the lock: the guest sees ids rise.
            _writer.Queue(stream.Id, FrameKind.Open, LinkChannel.None, payload);
            return stream;
        }
    }
}
