using System.Buffers.Binary;

namespace Slipway.Linux.Netlink;

/// <summary>
/// Builds one request of rtnetlink(7): header, a fixed part, then attributes. All integers are the machine's own order, which is little endian here.
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
    private const int AttributeHeaderBytes = 4;
    private const int Capacity = 512;

    private readonly byte[] _bytes = new byte[Capacity];
    private int _length = HeaderBytes;

    public NetlinkMessage(ushort type, ushort flags, ReadOnlySpan<byte> fixedPart)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(6), flags);
        fixedPart.CopyTo(_bytes.AsSpan(_length));
        _length += Align(fixedPart.Length);
    }

    public NetlinkMessage Add(ushort attribute, ReadOnlySpan<byte> value)
    {
        var target = _bytes.AsSpan(_length);
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)(AttributeHeaderBytes + value.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], attribute);
        value.CopyTo(target[AttributeHeaderBytes..]);
        _length += AttributeHeaderBytes + Align(value.Length);
        return this;
    }

    public NetlinkMessage Add(ushort attribute, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Add(attribute, bytes);
    }

    public ReadOnlySpan<byte> Finish(uint serial)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes, (uint)_length);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(8), serial);
        return _bytes.AsSpan(0, _length);
    }

    private static int Align(int length) => (length + 3) & ~3;
}
