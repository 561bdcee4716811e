using System.Buffers.Binary;
using System.Net;

namespace Slipway.Host.Networks;

/// <summary>
/// The four addresses of one machine, and the name of the device that stands for them. Why this range: docs/decisions/network.md.
/// <code>
/// 198.18.0.0/16, four for each machine:
///   host's end of the veth pair   +0  ┐ /31
///   machine's end                 +1  ┘
///   the guest's gateway           +2  ┐ /31, behind the tap
///   the guest                     +3  ┘
/// </code>
/// </summary>
/// <param name="Index">0 to <see cref="Count"/> - 1.</param>
internal readonly record struct AddressBlock(int Index)
{
    /// <summary>As many machines have room on one host.</summary>
    public const int Count = 1 << 14;

    /// <summary>The leading bits in which both pairs' addresses agree.</summary>
    public const int PairPrefix = 31;

    /// <summary>The range, for messages.</summary>
    public const string Pool = "198.18.0.0/16";

    private const uint FirstAddress = 0xC6120000;

    public IPAddress HostEnd => At(0);

    public IPAddress MachineEnd => At(1);

    public IPAddress Gateway => At(2);

    public IPAddress Guest => At(3);

    /// <summary>The host's end of the veth pair. Whoever has made it has the block; at most 15 characters.</summary>
    public string DeviceName => $"slipway{Index}";

    private IPAddress At(uint offset)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, FirstAddress + (4 * (uint)Index) + offset);
        return new IPAddress(bytes);
    }
}
