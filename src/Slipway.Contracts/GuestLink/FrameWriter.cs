using System.Buffers;
using System.Buffers.Binary;

namespace Slipway.Contracts.GuestLink;

/// <summary>Appends frames to a buffer. A frame is written whole, so frames of several streams may follow each other in any order.</summary>
public static class FrameWriter
{
    /// <summary>Appends one frame.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The payload is longer than <see cref="LinkLimits.MaxPayloadBytes"/>.</exception>
    public static void Write(IBufferWriter<byte> output, uint stream, FrameKind kind, byte channel, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, LinkLimits.MaxPayloadBytes);
        var span = output.GetSpan(FrameHeader.Size + payload.Length);
        new FrameHeader(stream, kind, channel, payload.Length).Write(span);
        payload.CopyTo(span[FrameHeader.Size..]);
        output.Advance(FrameHeader.Size + payload.Length);
    }

    /// <summary>Appends a preamble and a Hello: what both ends begin with.</summary>
    public static void WriteHello(IBufferWriter<byte> output, LinkHello hello)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(hello);
        output.Write(LinkPreamble.Bytes);
        Span<byte> payload = stackalloc byte[LinkHello.MaxBytes];
        Write(output, 0, FrameKind.Hello, LinkChannel.None, payload[..hello.Write(payload)]);
    }

    /// <summary>Appends a grant of more bytes for a channel.</summary>
    public static void WriteCredit(IBufferWriter<byte> output, uint stream, byte channel, int bytes)
    {
        Span<byte> payload = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(payload, (uint)bytes);
        Write(output, stream, FrameKind.Credit, channel, payload);
    }
}
