using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Init.Processes;

namespace Slipway.Init.Link;

/// <summary>
/// The guest's end of the conversation: cuts what came into frames, keeps the streams, and collects what is to be sent. Does no I/O:
/// <see cref="LinkConnection"/> moves the bytes. What the host sends is not trusted; breaking the rules ends the conversation, never init.
/// </summary>
internal sealed class LinkServer(IRequestHandler handler, string software)
{
    /// <summary>With this much unsent, streams wait before they add data: two of the largest frames.</summary>
    private const int ComfortableBytes = 2 * LinkLimits.MaxPayloadBytes;

    /// <summary>With this much unsent, the host's next frames wait: it asks and does not read.</summary>
    private const int FullBytes = 1024 * 1024;

    private readonly FrameReader _reader = new();
    private readonly Dictionary<uint, LinkStream> _streams = [];
    private uint _lastStream;
    private bool _isTalking;

    /// <summary>What waits to be sent.</summary>
    public ByteQueue Output { get; } = new();

    /// <summary>All that came is dealt with: <see cref="GetMemory"/> may be filled.</summary>
    public bool WantsInput { get; private set; } = true;

    /// <summary>A stream may add data.</summary>
    public bool HasRoom => Output.Length < ComfortableBytes;

    /// <summary>No stream is open.</summary>
    public bool IsIdle => _streams.Count == 0;

    /// <summary>Where received bytes go; only while <see cref="WantsInput"/>.</summary>
    public Memory<byte> GetMemory() => _reader.GetMemory();

    /// <summary>Deals with bytes that were put there.</summary>
    public void Receive(int count)
    {
        _reader.Advance(count);
        Process();
    }

    /// <summary>The carrier was cut.</summary>
    public void Disconnect()
    {
        End();
        _reader.Reset();
        WantsInput = true;
        Output.Clear();
    }

    /// <summary>Lets every stream send, and takes up what the host sent meanwhile; to be repeated while it returns true and bytes get away.</summary>
    public bool Pump()
    {
        if (!WantsInput)
            Process();
        var moved = false;
        foreach (var stream in _streams.Values.ToArray())
            moved |= _streams.ContainsKey(stream.Id) && stream.Pump();
        return moved;
    }

    public void Reply(uint stream, GuestReply reply) => Write(stream, FrameKind.Message, LinkChannel.None, ShortMessages.TryEncode(reply) ?? LinkMessage.Encode(reply));

    public void Grant(uint stream, int bytes) => FrameWriter.WriteCredit(Output, stream, LinkChannel.Stdin, bytes);

    public void SendEnd(uint stream, byte channel) => Write(stream, FrameKind.End, channel, []);

    /// <summary>Ends a stream in good order.</summary>
    public void Close(LinkStream stream)
    {
        if (_streams.Remove(stream.Id))
            Write(stream.Id, FrameKind.Close, LinkChannel.None, []);
    }

    /// <summary>Gives every open stream up and says why to the host.</summary>
    public void AbandonAll(LinkError reason)
    {
        var payload = LinkMessage.Encode(reason);
        var open = _streams.Values.ToArray();
        _streams.Clear();
        foreach (var stream in open)
        {
            stream.OnAbandoned();
            Write(stream.Id, FrameKind.Reset, LinkChannel.None, payload);
        }
    }

    private void Process()
    {
        while (true)
        {
            WantsInput = false;
            if (Output.Length >= FullBytes)
                return;
            switch (_reader.Read(out var frame))
            {
                case FrameReadStatus.NeedMoreData:
                    WantsInput = true;
                    return;
                case FrameReadStatus.Violation:
                    Violate(0, _reader.Violation ?? "");
                    break;
                default:
                    Accept(frame);
                    break;
            }
        }
    }

    private void Accept(Frame frame)
    {
        if (frame.Kind == FrameKind.Hello)
        {
            Greet(frame.Payload.Span);
            return;
        }

        if (!_isTalking)
            return;
        var fault = frame.Kind == FrameKind.Open ? Open(frame) : Serve(frame);
        if (fault is not null)
            Violate(frame.Stream, fault);
    }

    private void Greet(ReadOnlySpan<byte> payload)
    {
        End();
        if (!LinkHello.TryParse(payload, out var hello))
        {
            BootConsole.Write("link: the host's Hello is malformed");
            return;
        }

        // A host of another version reads our Hello far enough to say so to its user.
        Output.Clear();
        FrameWriter.WriteHello(Output, new LinkHello(LinkLimits.ProtocolVersion, hello.Nonce, software));
        if (hello.Version != LinkLimits.ProtocolVersion)
        {
            BootConsole.Write($"link: the host speaks version {hello.Version}, this init {LinkLimits.ProtocolVersion}");
            return;
        }

        _isTalking = true;
        handler.OnConversationBegun();
    }

    private string? Open(Frame frame)
    {
        if (frame.Stream % 2 == 0 || frame.Stream <= _lastStream)
            return $"stream {frame.Stream} opened after {_lastStream}: ids are odd and rise";
        _lastStream = frame.Stream;
        LinkError? refusal = null;
        string? fault = null;
        var request = ShortMessages.TryDecode(frame.Payload.Span) ?? LinkMessage.DecodeRequest(frame.Payload.Span, out fault);
        if (request is null)
            refusal = new LinkError { Code = GuestErrorCode.Invalid, Message = $"request: {fault}" };
        else if (_streams.Count >= LinkLimits.MaxStreams)
            refusal = new LinkError { Code = GuestErrorCode.Busy, Message = $"{_streams.Count} streams are open, which is the limit" };
        if (request is null || refusal is not null)
        {
            Reply(frame.Stream, new FailedReply { Error = refusal! });
            Write(frame.Stream, FrameKind.Close, LinkChannel.None, []);
            return null;
        }

        var stream = handler.Open(this, frame.Stream, request);
        _streams.Add(frame.Stream, stream);
        return null;
    }

    private string? Serve(Frame frame)
    {
        if (frame.Stream > _lastStream)
            return $"frame of kind {frame.Kind} on stream {frame.Stream}, which was never opened";
        // Closed by us while the frame was on its way.
        if (!_streams.TryGetValue(frame.Stream, out var stream))
            return null;
        var payload = frame.Payload.Span;
        switch (frame.Kind)
        {
            case FrameKind.Data:
                return frame.Channel == LinkChannel.Stdin && stream.OnData(payload) ? null : $"{payload.Length} bytes on channel {frame.Channel} beyond its credit";
            case FrameKind.Credit:
                return stream.OnCredit(frame.Channel, payload) ? null : $"a grant for channel {frame.Channel} that is malformed or too large";
            case FrameKind.End:
                stream.OnEnd();
                return null;
            case FrameKind.Message:
                if (LinkMessage.DecodeCommand(payload, out var fault) is not { } command)
                    return $"command: {fault}";
                stream.OnCommand(command);
                return null;
            case FrameKind.Reset:
                _streams.Remove(frame.Stream);
                stream.OnAbandoned();
                return null;
            default:
                return $"a host does not send frames of kind {frame.Kind}";
        }
    }

    private void Violate(uint stream, string fault)
    {
        // Between conversations anything may lie in the carrier; the reader looks for the next preamble by itself.
        if (!_isTalking)
            return;
        BootConsole.Write($"link: the host broke the protocol: {fault}");
        if (stream != 0)
            Write(stream, FrameKind.Reset, LinkChannel.None, LinkMessage.Encode(new LinkError { Code = GuestErrorCode.Protocol, Message = fault }));
        End();
    }

    private void End()
    {
        _lastStream = 0;
        if (!_isTalking)
            return;
        _isTalking = false;
        var open = _streams.Values.ToArray();
        _streams.Clear();
        foreach (var stream in open)
            stream.OnAbandoned();
        handler.OnConversationEnded();
    }

    private void Write(uint stream, FrameKind kind, byte channel, ReadOnlySpan<byte> payload) =>
        FrameWriter.Write(Output, stream, kind, channel, payload);
}
