using System.Buffers.Binary;
using Slipway.Linux.Netlink;

namespace Slipway.Linux.Nftables;

/// <summary>
/// A change of the packet filter (nftables), done whole or not at all: one table with its chains and rules, in the order in which they are added.
/// Messages of nfnetlink between a begin and an end (linux/netfilter/nfnetlink.h, nf_tables.h); all their numbers are in the network's order.
/// </summary>
public sealed class NftBatch
{
    private const byte Ipv4Family = 2; // NFPROTO_IPV4
    private const ushort Subsystem = 10; // NFNL_SUBSYS_NFTABLES
    private const ushort BatchBegin = 0x10; // NFNL_MSG_BATCH_BEGIN
    private const ushort BatchEnd = 0x11;
    private const ushort NewTable = (Subsystem << 8) | 0;
    private const ushort NewChain = (Subsystem << 8) | 3;
    private const ushort NewRule = (Subsystem << 8) | 6;
    private const ushort Request = 0x1; // NLM_F_REQUEST
    private const ushort CreateExclusive = 0x600; // NLM_F_CREATE | NLM_F_EXCL
    private const ushort CreateAtEnd = 0xC00; // NLM_F_CREATE | NLM_F_APPEND
    private const uint OwnerFlag = 2; // NFT_TABLE_F_OWNER

    private readonly List<NetlinkMessage> _messages;

    /// <summary>Begins with a new table for IPv4 that lives as long as the socket that makes it.</summary>
    /// <param name="table">Its name: letters, digits and underscores.</param>
    public NftBatch(string table)
    {
        Table = table;
        _messages =
        [
            new NetlinkMessage(BatchBegin, Request, Header(0, Subsystem)),
            Message(NewTable, CreateExclusive).Add(1, table).AddNetworkOrder(2, OwnerFlag), // NFTA_TABLE_NAME, FLAGS
        ];
    }

    internal string Table { get; }

    /// <summary>All of it, ready to send; the last change asks for an acknowledgement.</summary>
    internal IReadOnlyList<NetlinkMessage> Finish()
    {
        _messages[^1].Acknowledge();
        return [.. _messages, new NetlinkMessage(BatchEnd, Request, Header(0, Subsystem))];
    }

    /// <summary>Adds a chain that other chains go to.</summary>
    public NftBatch AddChain(string name)
    {
        _messages.Add(Message(NewChain, CreateExclusive).Add(1, Table).Add(3, name)); // NFTA_CHAIN_TABLE, NAME
        return this;
    }

    /// <summary>Adds a chain that every packet passes; what no rule decides is accepted.</summary>
    public NftBatch AddChain(string name, NftHook hook)
    {
        _messages.Add(Message(NewChain, CreateExclusive).Add(1, Table).Add(3, name)
            .AddNested(4, nested => nested.AddNetworkOrder(1, hook.Number).AddNetworkOrder(2, (uint)hook.Priority)) // NFTA_CHAIN_HOOK: HOOKNUM, PRIORITY
            .Add(7, hook.Type)); // NFTA_CHAIN_TYPE
        return this;
    }

    /// <summary>Adds a rule at a chain's end.</summary>
    public NftBatch AddRule(string chain, NftRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        _messages.Add(Message(NewRule, CreateAtEnd).Add(1, Table).Add(2, chain).AddNested(4, rule.Write)); // NFTA_RULE_TABLE, CHAIN, EXPRESSIONS
        return this;
    }

    private static NetlinkMessage Message(ushort type, ushort flags) => new(type, (ushort)(Request | flags), Header(Ipv4Family, 0));

    /// <summary><c>struct nfgenmsg</c>: family u8, version u8, resource u16 in the network's order.</summary>
    private static byte[] Header(byte family, ushort resource)
    {
        var header = new byte[4];
        header[0] = family;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), resource);
        return header;
    }
}
