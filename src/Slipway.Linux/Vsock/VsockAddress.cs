using System.Buffers.Binary;

namespace Slipway.Linux.Vsock;

/// <summary>Writes addresses of vsock(7), <c>struct sockaddr_vm</c> of linux/vm_sockets.h.</summary>
/// <remarks><code>
///  0  2  family, AF_VSOCK
///  2  2  reserved, zero
///  4  4  port
///  8  4  context id
/// 12  4  zero
/// </code></remarks>
internal static class VsockAddress
{
    public const int Bytes = 16;
    public const int Family = 40; // AF_VSOCK
    public const int StreamType = 1; // SOCK_STREAM

    /// <summary>Fills <paramref name="address"/>, <see cref="Bytes"/> long; numbers are little-endian as both architectures are.</summary>
    public static void Write(Span<byte> address, uint contextId, uint port)
    {
        address.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(address, Family);
        BinaryPrimitives.WriteUInt32LittleEndian(address[4..], port);
        BinaryPrimitives.WriteUInt32LittleEndian(address[8..], contextId);
    }
}
