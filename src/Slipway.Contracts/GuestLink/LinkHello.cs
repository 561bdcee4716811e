using System.Buffers.Binary;
using System.Text;

namespace Slipway.Contracts.GuestLink;

/// <summary>The first frame of a conversation. The host sends one with a fresh nonce; the guest answers with one that repeats it, so that the host
/// can tell the answer from what an earlier conversation left in the carrier.</summary>
/// <remarks><code>
///  0          2            4        12
///  ┌──────────┬────────────┬────────┬──────────────────┐
///  │ version  │ reserved 0 │ nonce  │ software, UTF-8  │   little endian
///  │   u16    │    u16     │  u64   │    ≤ 64 bytes    │
///  └──────────┴────────────┴────────┴──────────────────┘
/// </code>
/// Binary and not JSON, so that ends of different versions can read each other's far enough to say so.</remarks>
/// <param name="Version"><see cref="LinkLimits.ProtocolVersion"/> of the sender; ends of different versions do not talk on.</param>
/// <param name="Nonce">Random, chosen by the host.</param>
/// <param name="Software">Name and version of the program, for messages; cut to 64 bytes.</param>
public sealed record LinkHello(ushort Version, ulong Nonce, string Software)
{
    private const int NonceOffset = 4;
    private const int SoftwareOffset = 12;
    private const int MaxSoftwareBytes = 64;

    /// <summary>Longest encoding in bytes.</summary>
    public const int MaxBytes = SoftwareOffset + MaxSoftwareBytes;

    /// <summary>Reads a Hello's payload; false when it is too short or too long.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out LinkHello hello)
    {
        hello = new LinkHello(0, 0, "");
        if (payload.Length is < SoftwareOffset or > MaxBytes)
            return false;
        hello = new LinkHello(
            BinaryPrimitives.ReadUInt16LittleEndian(payload),
            BinaryPrimitives.ReadUInt64LittleEndian(payload[NonceOffset..]),
            Encoding.UTF8.GetString(payload[SoftwareOffset..]));
        return true;
    }

    /// <summary>Writes the payload and returns its length; the destination needs <see cref="MaxBytes"/>.</summary>
    public int Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[2..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[NonceOffset..], Nonce);
        Encoding.UTF8.GetEncoder().Convert(Software, destination.Slice(SoftwareOffset, MaxSoftwareBytes), true, out _, out var used, out _);
        return SoftwareOffset + used;
    }
}
