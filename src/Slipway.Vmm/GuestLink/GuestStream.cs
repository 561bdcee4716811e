using System.Threading.Channels;
using Slipway.Contracts.GuestLink;

namespace Slipway.Vmm.GuestLink;

/// <summary>
/// One stream of the link, from its Open to its Close: replies in order, and the channels its request has. What the guest sends is checked
/// here, frame by frame; memory is at most the windows of the channels and <see cref="MaxReplies"/> messages.
/// </summary>
internal sealed class GuestStream
{
    /// <summary>No request has more than two answers; a guest that sends more is filling memory.</summary>
    private const int MaxReplies = 3;

    private readonly Channel<GuestReply> _replies = Channel.CreateUnbounded<GuestReply>();
    private readonly InboundChannel?[] _inbound = new InboundChannel?[LinkChannel.Count];
    private int _replyCount;

    /// <param name="id">Odd, never used before.</param>
    /// <param name="shape">Which channels the request has.</param>
    public GuestStream(LinkWriter writer, uint id, StreamShape shape)
    {
        Id = id;
        Stdin = shape.HasFlag(StreamShape.Stdin) ? new OutboundChannel(writer, id) : null;
        if (shape.HasFlag(StreamShape.Stdout))
            _inbound[LinkChannel.Stdout] = new InboundChannel(writer, id, LinkChannel.Stdout);
        if (shape.HasFlag(StreamShape.Stderr))
            _inbound[LinkChannel.Stderr] = new InboundChannel(writer, id, LinkChannel.Stderr);
    }

    public uint Id { get; }

    /// <summary>Null when the request takes no input.</summary>
    public OutboundChannel? Stdin { get; }

    /// <summary>A channel that the request has.</summary>
    public InboundChannel Inbound(byte channel) => _inbound[channel] ?? throw new InvalidOperationException($"stream {Id} has no channel {channel}");

    /// <summary>The next reply.</summary>
    /// <exception cref="GuestException">The guest refused or reset the stream.</exception>
    /// <exception cref="GuestLinkException">The link is dead, or the guest closed the stream without an answer.</exception>
    public async Task<GuestReply> ReadReplyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reply = await _replies.Reader.ReadAsync(cancellationToken);
            return reply switch
            {
                FailedReply failed => throw new GuestException(failed.Error),
                BootFailedReply failed => throw new GuestException(failed.Error),
                _ => reply,
            };
        }
        catch (ChannelClosedException e)
        {
            throw e.InnerException switch
            {
                GuestException guest => new GuestException(guest.Error),
                GuestLinkException link => new GuestLinkException(link.Message, link),
                _ => new GuestLinkException($"the guest closed stream {Id} without the answer it owes"),
            };
        }
    }

    /// <summary>Takes a frame of this stream; null, or the violation in words. Never waits for a consumer.</summary>
    public async ValueTask<string?> ReceiveAsync(Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Message:
                return ReceiveReply(frame.Payload.Span);
            case FrameKind.Data:
                return _inbound[frame.Channel] is { } data ? await data.ReceiveAsync(frame.Payload) : $"data on channel {frame.Channel}, which this request does not have";
            case FrameKind.End:
                return _inbound[frame.Channel]?.TryEnd() == true ? null : $"an End too many on channel {frame.Channel}";
            case FrameKind.Credit:
                return frame.Channel == LinkChannel.Stdin && Stdin?.TryGrant(frame.Payload.Span) == true ? null : $"a grant that is not possible on channel {frame.Channel}";
            case FrameKind.Close:
                Finish(null);
                return null;
            case FrameKind.Reset:
                if (LinkMessage.DecodeError(frame.Payload.Span, out var fault) is not { } error)
                    return $"a Reset that is no error: {fault}";
                Finish(new GuestException(error));
                return null;
            default:
                return $"a frame of kind {frame.Kind}, which guests do not send";
        }
    }

    /// <summary>Ends everything that waits on this stream: with the fault, or normally after Close.</summary>
    public void Finish(Exception? fault)
    {
        _replies.Writer.TryComplete(fault);
        foreach (var channel in _inbound)
            channel?.Finish(fault);
        Stdin?.Fail(fault ?? new EndOfStreamException("the stream is closed"));
    }

    private string? ReceiveReply(ReadOnlySpan<byte> payload)
    {
        if (++_replyCount > MaxReplies)
            return $"more than {MaxReplies} replies";
        if (LinkMessage.DecodeReply(payload, out var fault) is not { } reply)
            return $"a reply that is none: {fault}";
        _replies.Writer.TryWrite(reply);
        return null;
    }
}
