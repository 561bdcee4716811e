using System.Buffers;
using CsCheck;
using Slipway.Contracts.GuestLink;

namespace Slipway.Contracts.Tests.GuestLink;

public sealed class FrameReaderTests
{
    private static readonly Gen<(uint Stream, FrameKind Kind, byte Channel, byte[] Payload)> GenFrame = Gen.Select(
        Gen.UInt[1, uint.MaxValue],
        Gen.Int[(int)FrameKind.Open, (int)FrameKind.Reset].Select(k => (FrameKind)k),
        Gen.Byte[0, LinkChannel.Count - 1],
        Gen.OneOf(Gen.Byte.Array[0, 40], Gen.Byte.Array[60_000, LinkLimits.MaxPayloadBytes]));

    [Fact]
    public void Read_AnyFramesInAnyPieces_ComeBackAsWritten() =>
        Gen.Select(GenFrame.Array[0, 6], Gen.Int[1, 70_000].Array[1, 20]).Sample((frames, pieces) =>
        {
            var wire = Conversation(7);
            foreach (var (stream, kind, channel, payload) in frames)
                FrameWriter.Write(wire, stream, kind, channel, payload);
            var read = ReadAll(new FrameReader(), wire.WrittenSpan, pieces);
            Assert.Equal(FrameKind.Hello, read[0].Kind);
            Assert.Equal(frames.Length, read.Count - 1);
            for (var i = 0; i < frames.Length; i++)
            {
                Assert.Equal((frames[i].Stream, frames[i].Kind, frames[i].Channel), (read[i + 1].Stream, read[i + 1].Kind, read[i + 1].Channel));
                Assert.Equal(frames[i].Payload, read[i + 1].Payload.ToArray());
            }
        }, iter: 200);

    [Fact]
    public void Read_StaleBytesBeforeThePreamble_AreDiscarded() =>
        Gen.Byte.Array[0, 400_000].Sample(stale =>
        {
            var wire = new ArrayBufferWriter<byte>();
            wire.Write(stale);
            wire.Write(Conversation(99).WrittenSpan);
            var read = ReadAll(new FrameReader(), wire.WrittenSpan, [4096]);
            Assert.True(LinkHello.TryParse(read[^1].Payload.Span, out var hello));
            Assert.Equal(99ul, hello.Nonce);
        }, iter: 30);

    [Fact]
    public void Read_NewConversationInTheMiddleOfAnOldOne_IsFoundWithoutBeingTold() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[0, 311]).Sample((payload, cut) =>
        {
            var old = new ArrayBufferWriter<byte>();
            FrameWriter.Write(old, 5, FrameKind.Data, LinkChannel.Stdout, payload);
            var wire = Conversation(1);
            wire.Write(old.WrittenSpan[..Math.Min(cut, old.WrittenCount)]);
            // As LinkPreamble says: repeated until no frame can still be swallowing it.
            for (var i = 0; i <= LinkLimits.MaxPayloadBytes / LinkPreamble.Length; i++)
                wire.Write(LinkPreamble.Bytes);
            wire.Write(Conversation(2).WrittenSpan);
            var read = ReadAll(new FrameReader(), wire.WrittenSpan, [1000, 3, 77]);
            Assert.Equal(FrameKind.Hello, read[^1].Kind);
            Assert.True(LinkHello.TryParse(read[^1].Payload.Span, out var hello));
            Assert.Equal(2ul, hello.Nonce);
        }, iter: 200);

    [Fact]
    public void Read_NewConversationBetweenTwoFrames_IsNoViolation() => Gen.Int[1, 200].Array[1, 20].Sample(pieces =>
    {
        var wire = Conversation(1);
        FrameWriter.Write(wire, 5, FrameKind.Data, LinkChannel.Stdout, new byte[30]);
        wire.Write(Conversation(2).WrittenSpan);
        FrameWriter.Write(wire, 1, FrameKind.Close, 0, []);
        var reader = new FrameReader();
        var read = ReadAll(reader, wire.WrittenSpan, pieces);
        Assert.Equal([FrameKind.Hello, FrameKind.Data, FrameKind.Hello, FrameKind.Close], read.Select(frame => frame.Kind));
        Assert.Null(reader.Violation);
    }, iter: 200);

    [Fact]
    public void Read_HalfAPreambleBetweenTwoFrames_IsAViolation()
    {
        var wire = Conversation(1);
        wire.Write(LinkPreamble.Bytes[..^1]);
        wire.Write<byte>([0]);
        var reader = new FrameReader();
        Assert.Single(ReadAll(reader, wire.WrittenSpan, [1]));
        Assert.Contains("unknown kind", reader.Violation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "unknown kind")]
    [InlineData(9, "unknown kind")]
    [InlineData(1, "second Hello", 0u)]
    [InlineData(4, "unknown channel", 1u, 3)]
    [InlineData(4, "reserved", 1u, 0, 1)]
    [InlineData(4, "the limit is 65536", 1u, 0, 0, 65537)]
    [InlineData(4, "Hello and only Hello", 0u)]
    public void Read_BrokenHeader_IsAViolationAndThenHunts(byte kind, string words, uint stream = 1, byte channel = 0, byte reserved = 0, uint length = 0)
    {
        var wire = Conversation(1);
        wire.Write<byte>([(byte)stream, 0, 0, 0, kind, channel, reserved, 0, (byte)length, (byte)(length >> 8), (byte)(length >> 16), 0]);
        var reader = new FrameReader();
        var read = ReadAll(reader, wire.WrittenSpan, [1]);
        Assert.Single(read);
        Assert.Contains(words, reader.Violation, StringComparison.Ordinal);
        Assert.True(reader.IsHunting);
        Assert.Single(ReadAll(reader, Conversation(2).WrittenSpan, [5]));
    }

    [Fact]
    public void Read_FrameBeforeHello_IsAViolation()
    {
        var wire = new ArrayBufferWriter<byte>();
        wire.Write(LinkPreamble.Bytes);
        FrameWriter.Write(wire, 1, FrameKind.Close, 0, []);
        var reader = new FrameReader();
        Assert.Empty(ReadAll(reader, wire.WrittenSpan, [100]));
        Assert.Contains("before Hello", reader.Violation, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HostileBytes_NeverThrowAndNeverStall()
    {
        var random = new Random(20_260_101);
        for (var round = 0; round < 400; round++)
        {
            var wire = Conversation((ulong)round);
            for (var i = 0; i < 8; i++)
                FrameWriter.Write(wire, (uint)random.Next(1, 9), (FrameKind)random.Next(2, 9), (byte)random.Next(3), new byte[random.Next(600)]);
            var bytes = wire.WrittenSpan.ToArray();
            for (var i = random.Next(1, 12); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            _ = ReadAll(new FrameReader(), bytes, [random.Next(1, 300), random.Next(1, 5000)]);
        }
    }

    [Fact]
    public void Reset_InTheMiddleOfAFrame_ForgetsIt()
    {
        var reader = new FrameReader();
        var wire = Conversation(1);
        FrameWriter.Write(wire, 1, FrameKind.Data, LinkChannel.Stdin, new byte[100]);
        ReadAll(reader, wire.WrittenSpan[..^50], [1000]);
        reader.Reset();
        Assert.True(reader.IsHunting);
        Assert.Single(ReadAll(reader, Conversation(2).WrittenSpan, [1000]));
    }

    private static ArrayBufferWriter<byte> Conversation(ulong nonce)
    {
        var wire = new ArrayBufferWriter<byte>();
        FrameWriter.WriteHello(wire, new LinkHello(LinkLimits.ProtocolVersion, nonce, "test"));
        return wire;
    }

    private static List<Frame> ReadAll(FrameReader reader, ReadOnlySpan<byte> wire, int[] pieces)
    {
        List<Frame> frames = [];
        for (var turn = 0; !wire.IsEmpty; turn++)
        {
            var memory = reader.GetMemory();
            Assert.False(memory.IsEmpty);
            var count = Math.Min(Math.Min(pieces[turn % pieces.Length], wire.Length), memory.Length);
            wire[..count].CopyTo(memory.Span);
            wire = wire[count..];
            reader.Advance(count);
            FrameReadStatus status;
            while ((status = reader.Read(out var frame)) != FrameReadStatus.NeedMoreData)
            {
                if (status == FrameReadStatus.Frame)
                    frames.Add(frame with { Payload = frame.Payload.ToArray() });
            }
        }

        return frames;
    }
}
