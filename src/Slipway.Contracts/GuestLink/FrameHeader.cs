using System.Buffers.Binary;

namespace Slipway.Contracts.GuestLink;

/// <summary>The twelve bytes before every frame's payload, little endian.</summary>
/// <remarks><code>
///  0        4      5        6          8            12
///  ┌────────┬──────┬────────┬──────────┬────────────┬───────────────┐
///  │ stream │ kind │channel │ reserved │  length    │ payload …     │
///  │  u32   │  u8  │  u8    │ u16 = 0  │ u32 ≤ 64 K │ length bytes  │
///  └────────┴──────┴────────┴──────────┴────────────┴───────────────┘
/// </code>
/// Stream 0 is the link itself (Hello only). The host opens streams with odd ids, rising and never used twice in a conversation; even ids are
/// reserved for streams that the guest would open.</remarks>
public readonly record struct FrameHeader(uint Stream, FrameKind Kind, byte Channel, int Length)
{
    /// <summary>Length of a header in bytes.</summary>
    public const int Size = 12;

    private const int StreamOffset = 0;
    private const int KindOffset = 4;
    private const int ChannelOffset = 5;
    private const int ReservedOffset = 6;
    private const int LengthOffset = 8;

    /// <summary>Reads a header from the first <see cref="Size"/> bytes.</summary>
    /// <returns>Null and the header; or what is wrong with it, in words.</returns>
    public static string? Parse(ReadOnlySpan<byte> bytes, out FrameHeader header)
    {
        var stream = BinaryPrimitives.ReadUInt32LittleEndian(bytes[StreamOffset..]);
        var kind = bytes[KindOffset];
        var channel = bytes[ChannelOffset];
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[LengthOffset..]);
        header = default;
        if (kind is 0 or > (byte)FrameKind.Reset)
            return $"frame of unknown kind {kind} on stream {stream}";
        if (channel >= LinkChannel.Count)
            return $"frame on unknown channel {channel} of stream {stream}";
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[ReservedOffset..]) != 0)
            return $"reserved bytes are set in a frame of kind {kind} on stream {stream}";
        if (length > LinkLimits.MaxPayloadBytes)
            return $"frame of {length} bytes on stream {stream}, the limit is {LinkLimits.MaxPayloadBytes}";
        if (stream == 0 != (kind == (byte)FrameKind.Hello))
            return $"frame of kind {kind} on stream {stream}: Hello and only Hello belongs to stream 0";
        header = new FrameHeader(stream, (FrameKind)kind, channel, (int)length);
        return null;
    }

    /// <summary>Writes the header into the first <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Length, LinkLimits.MaxPayloadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[StreamOffset..], Stream);
        bytes[KindOffset] = (byte)Kind;
        bytes[ChannelOffset] = Channel;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[ReservedOffset..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[LengthOffset..], (uint)Length);
    }
}
