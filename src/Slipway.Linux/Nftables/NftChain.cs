using System.Buffers.Binary;
using System.Text;
using Slipway.Linux.Netlink;

namespace Slipway.Linux.Nftables;

/// <summary>A chain that somebody's table has in the packets' way.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Drops">What no rule decides is dropped; else accepted.</param>
public sealed record NftChain(string Table, string Name, bool Drops)
{
    private const int HeaderBytes = 4; // struct nfgenmsg
    private const ushort TableAttribute = 1; // NFTA_CHAIN_TABLE
    private const ushort NameAttribute = 3;
    private const ushort HookAttribute = 4;
    private const ushort PolicyAttribute = 5;
    private const ushort HookNumber = 1; // NFTA_HOOK_HOOKNUM
    private const uint DropPolicy = 0; // NF_DROP

    /// <summary>Reads the kernel's description of a chain; null when it is not at this hook.</summary>
    internal static NftChain? TryRead(NetlinkReply reply, NftHook hook)
    {
        if (reply.Body.Length < HeaderBytes)
            return null;
        var attributes = reply.Body.Span[HeaderBytes..];
        var number = NetlinkAttributes.Find(NetlinkAttributes.Find(attributes, HookAttribute), HookNumber);
        if (number.Length != sizeof(uint) || BinaryPrimitives.ReadUInt32BigEndian(number) != hook.Number)
            return null;
        var policy = NetlinkAttributes.Find(attributes, PolicyAttribute);
        var drops = policy.Length == sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(policy) == DropPolicy;
        return new NftChain(Text(NetlinkAttributes.Find(attributes, TableAttribute)), Text(NetlinkAttributes.Find(attributes, NameAttribute)), drops);
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));
}
