using System.Buffers;
using Slipway.Contracts.GuestLink;
using Slipway.Init.Link;

namespace Slipway.Init.Tests.Link;

/// <summary>The host's end of the link, in memory: writes frames into the server and keeps what it answers.</summary>
internal sealed class FakeHost(LinkServer server)
{
    private readonly FrameReader _reader = new();
    private readonly List<(uint Stream, FrameKind Kind, byte Channel, byte[] Payload)> _received = [];

    public IReadOnlyList<(uint Stream, FrameKind Kind, byte Channel, byte[] Payload)> Received => _received;

    public void Hello(ulong nonce, ushort version = LinkLimits.ProtocolVersion)
    {
        var bytes = new ArrayBufferWriter<byte>();
        FrameWriter.WriteHello(bytes, new LinkHello(version, nonce, "fake/1"));
        Send(bytes.WrittenSpan);
    }

    public void Open(uint stream, GuestRequest request) => Send(stream, FrameKind.Open, 0, LinkMessage.Encode(request));

    public void Send(uint stream, FrameKind kind, byte channel, ReadOnlySpan<byte> payload)
    {
        var bytes = new ArrayBufferWriter<byte>();
        FrameWriter.Write(bytes, stream, kind, channel, payload);
        Send(bytes.WrittenSpan);
    }

    public void Grant(uint stream, byte channel, int count)
    {
        var bytes = new ArrayBufferWriter<byte>();
        FrameWriter.WriteCredit(bytes, stream, channel, count);
        Send(bytes.WrittenSpan);
    }

    /// <summary>Hands bytes to the server as a carrier would, and takes what it has to say.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Exchange();
            var memory = server.GetMemory();
            var count = Math.Min(memory.Length, bytes.Length);
            bytes[..count].CopyTo(memory.Span);
            server.Receive(count);
            bytes = bytes[count..];
        }

        Exchange();
    }

    /// <summary>Lets the server send until it has nothing more.</summary>
    public void Exchange()
    {
        bool moved;
        do
        {
            moved = server.Pump();
            moved |= server.Output.Length > 0;
            Take();
        }
        while (moved || !server.WantsInput);
    }

    public IEnumerable<GuestReply> Replies(uint stream) =>
        _received.Where(frame => frame.Stream == stream && frame.Kind == FrameKind.Message).Select(frame => LinkMessage.DecodeReply(frame.Payload, out _)!);

    public bool Has(uint stream, FrameKind kind) => _received.Exists(frame => frame.Stream == stream && frame.Kind == kind);

    public byte[] Data(uint stream, byte channel) =>
        [.. _received.Where(frame => frame.Stream == stream && frame.Kind == FrameKind.Data && frame.Channel == channel).SelectMany(frame => frame.Payload)];

    private void Take()
    {
        while (server.Output.Length > 0)
        {
            var memory = _reader.GetMemory();
            var count = Math.Min(memory.Length, server.Output.Length);
            server.Output.Waiting[..count].CopyTo(memory.Span);
            server.Output.Consume(count);
            _reader.Advance(count);
            while (_reader.Read(out var frame) == FrameReadStatus.Frame)
                _received.Add((frame.Stream, frame.Kind, frame.Channel, frame.Payload.ToArray()));
        }
    }
}
