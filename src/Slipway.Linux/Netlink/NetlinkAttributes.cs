using System.Buffers.Binary;

namespace Slipway.Linux.Netlink;

/// <summary>Reads attributes (drawn at <see cref="NetlinkMessage"/>); those that are cut short are as if they were not there.</summary>
internal static class NetlinkAttributes
{
    private const ushort TypeMask = 0x3FFF; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER

    /// <summary>The value of the first attribute of a type; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> attributes, ushort type)
    {
        while (attributes.Length >= NetlinkMessage.AttributeHeaderBytes)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
            if (length < NetlinkMessage.AttributeHeaderBytes || length > attributes.Length)
                break;
            if ((BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]) & TypeMask) == type)
                return attributes[NetlinkMessage.AttributeHeaderBytes..length];
            attributes = attributes[Math.Min(NetlinkMessage.Align(length), attributes.Length)..];
        }

        return [];
    }
}
