using System.Buffers.Binary;
using System.Text;

namespace Slipway.Linux.Netlink;

/// <summary>
/// Builds one request of netlink(7): header, a fixed part, then attributes, which may hold attributes. The machine's own order of bytes, which
/// is little endian here, except where a family has the network's: the methods for that say so.
/// <code>
///  0        4      6       8        12       16
///  ┌────────┬──────┬───────┬────────┬────────┬────────────┬──────────────────────────┐
///  │ length │ type │ flags │ serial │ port 0 │ fixed part │ length type value pad 4  │ …
///  │  u32   │ u16  │  u16  │  u32   │  u32   │            │  u16    u16              │
///  └────────┴──────┴───────┴────────┴────────┴────────────┴──────────────────────────┘
/// </code>
/// </summary>
internal sealed class NetlinkMessage
{
    public const int HeaderBytes = 16;
    public const int AttributeHeaderBytes = 4;
    private const int FirstCapacity = 256;
    private const int FlagsOffset = 6;
    private const byte AcknowledgeFlag = 4; // NLM_F_ACK
    private const ushort NestedFlag = 0x8000; // NLA_F_NESTED

    private byte[] _bytes = new byte[FirstCapacity];
    private int _length = HeaderBytes;

    public NetlinkMessage(ushort type, ushort flags, ReadOnlySpan<byte> fixedPart)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(FlagsOffset), flags);
        AddFixed(fixedPart);
    }

    public static int Align(int length) => (length + 3) & ~3;

    public NetlinkMessage Add(ushort attribute, ReadOnlySpan<byte> value)
    {
        var size = AttributeHeaderBytes + value.Length;
        var target = Take(size);
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)size);
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], attribute);
        value.CopyTo(target[AttributeHeaderBytes..]);
        return this;
    }

    public NetlinkMessage Add(ushort attribute, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Add(attribute, bytes);
    }

    /// <summary>A number in the network's order, as netfilter has all of them.</summary>
    public NetlinkMessage AddNetworkOrder(ushort attribute, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Add(attribute, bytes);
    }

    /// <summary>ASCII with a closing NUL.</summary>
    public NetlinkMessage Add(ushort attribute, string text) => Add(attribute, Encoding.ASCII.GetBytes(text + '\0'));

    /// <summary>An attribute that holds what <paramref name="fill"/> adds.</summary>
    public NetlinkMessage AddNested(ushort attribute, Action<NetlinkMessage> fill)
    {
        var start = _length;
        Add((ushort)(attribute | NestedFlag), []);
        fill(this);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(start), (ushort)(_length - start));
        return this;
    }

    /// <summary>A structure without a header of its own, such as the <c>ifinfomsg</c> before the attributes of a peer.</summary>
    public NetlinkMessage AddFixed(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Take(bytes.Length));
        return this;
    }

    /// <summary>Asks the kernel to say when it is done; errors it tells unasked.</summary>
    public void Acknowledge() => _bytes[FlagsOffset] |= AcknowledgeFlag;

    public ReadOnlySpan<byte> Finish(uint serial)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes, (uint)_length);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(8), serial);
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Room for so many bytes; the padding after them is zero.</summary>
    private Span<byte> Take(int length)
    {
        var start = _length;
        _length += Align(length);
        if (_length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_length, 2 * _bytes.Length));
        return _bytes.AsSpan(start, length);
    }
}
