using System.Buffers.Binary;
using System.Net;
using Slipway.Linux.Netlink;

namespace Slipway.Linux.Nftables;

/// <summary>
/// One rule: conditions from left to right, then what is done when all hold. Each is one or more expressions of the kernel's small machine: load
/// a value into a register, compare it, act (linux/netfilter/nf_tables.h). Beside each method, what nft(8) calls it.
/// </summary>
public sealed class NftRule
{
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const uint FirstRegister = 1; // NFT_REG_1
    private const uint SecondRegister = 2;
    private const uint NetworkHeader = 1; // NFT_PAYLOAD_NETWORK_HEADER
    private const uint TransportHeader = 2;
    private const uint SourceOffset = 12; // of an IPv4 header
    private const uint DestinationOffset = 16;
    private const uint DestinationPortOffset = 2; // of TCP and UDP headers
    private const uint MetaInput = 4; // NFT_META_IIF
    private const uint MetaOutput = 5;
    private const uint MetaProtocol = 16; // NFT_META_L4PROTO
    private const uint TrackedState = 0; // NFT_CT_STATE
    private const uint TrackedStatus = 2;
    private const uint EstablishedOrRelated = 2 | 4; // NF_CT_STATE_BIT of both
    private const uint DestinationTranslated = 0x20; // IPS_DST_NAT
    private const uint LocalType = 2; // RTN_LOCAL

    private readonly List<Action<NetlinkMessage>> _expressions = [];

    /// <summary><c>iif INDEX</c></summary>
    public NftRule From(int device) => Meta(MetaInput).Compare(HostOrder((uint)device));

    /// <summary><c>iif != INDEX</c></summary>
    public NftRule NotFrom(int device) => Meta(MetaInput).Compare(HostOrder((uint)device), equal: false);

    /// <summary><c>oif INDEX</c></summary>
    public NftRule To(int device) => Meta(MetaOutput).Compare(HostOrder((uint)device));

    /// <summary><c>ip saddr ADDRESS</c></summary>
    public NftRule Source(IPAddress address) => Payload(NetworkHeader, SourceOffset, 4).Compare(address.GetAddressBytes());

    /// <summary><c>ip saddr != ADDRESS</c></summary>
    public NftRule NotSource(IPAddress address) => Payload(NetworkHeader, SourceOffset, 4).Compare(address.GetAddressBytes(), equal: false);

    /// <summary><c>ip saddr 127.0.0.0/8</c></summary>
    public NftRule LoopbackSource() => Payload(NetworkHeader, SourceOffset, 1).Compare([127]);

    /// <summary><c>ip daddr ADDRESS</c></summary>
    public NftRule Destination(IPAddress address) => Payload(NetworkHeader, DestinationOffset, 4).Compare(address.GetAddressBytes());

    /// <summary><c>ip daddr 169.254.0.0/16</c></summary>
    public NftRule LinkLocalDestination() => Payload(NetworkHeader, DestinationOffset, 2).Compare([169, 254]);

    /// <summary><c>fib daddr type local</c>: any address of this host.</summary>
    public NftRule LocalDestination() =>
        Add("fib", data => data.AddNetworkOrder(1, FirstRegister).AddNetworkOrder(2, 3).AddNetworkOrder(3, 2)) // NFTA_FIB_DREG, RESULT: ADDRTYPE, FLAGS: DADDR
            .Compare(HostOrder(LocalType));

    /// <summary><c>tcp dport PORT</c></summary>
    public NftRule TcpPort(int port) => Port(Tcp, port);

    /// <summary><c>udp dport PORT</c></summary>
    public NftRule UdpPort(int port) => Port(Udp, port);

    /// <summary><c>ct state established,related</c></summary>
    public NftRule Established() => Tracked(TrackedState, EstablishedOrRelated);

    /// <summary><c>ct status dnat</c>: came in by a published port.</summary>
    public NftRule Translated() => Tracked(TrackedStatus, DestinationTranslated);

    /// <summary><c>accept</c></summary>
    public NftRule Accept() => Verdict(1, null); // NF_ACCEPT

    /// <summary><c>drop</c></summary>
    public NftRule Drop() => Verdict(0, null); // NF_DROP

    /// <summary><c>goto CHAIN</c></summary>
    public NftRule Goto(string chain) => Verdict(-4, chain); // NFT_GOTO

    /// <summary><c>reject with icmp admin-prohibited</c>: the sender is told.</summary>
    public NftRule Reject() => Add("reject", data => data.AddNetworkOrder(1, 0).Add(2, [13])); // NFTA_REJECT_TYPE: ICMP_UNREACH, ICMP_CODE: ICMP_PKT_FILTERED

    /// <summary><c>masquerade</c>: the address of the device by which the packet leaves becomes its source.</summary>
    public NftRule Masquerade() => Add("masq", _ => { });

    /// <summary><c>dnat to ADDRESS:PORT</c></summary>
    public NftRule TranslateTo(IPAddress address, int port)
    {
        Immediate(FirstRegister, address.GetAddressBytes());
        Immediate(SecondRegister, NetworkOrder(port));
        // NFTA_NAT_TYPE: DNAT, FAMILY: IPv4, REG_ADDR_MIN, REG_PROTO_MIN
        return Add("nat", data => data.AddNetworkOrder(1, 1).AddNetworkOrder(2, 2).AddNetworkOrder(3, FirstRegister).AddNetworkOrder(5, SecondRegister));
    }

    internal void Write(NetlinkMessage message) => _expressions.ForEach(expression => expression(message));

    private NftRule Port(byte protocol, int port) =>
        Meta(MetaProtocol).Compare([protocol]).Payload(TransportHeader, DestinationPortOffset, 2).Compare(NetworkOrder(port));

    private NftRule Meta(uint key) => Add("meta", data => data.AddNetworkOrder(1, FirstRegister).AddNetworkOrder(2, key)); // NFTA_META_DREG, KEY

    private NftRule Payload(uint header, uint offset, uint length) => Add("payload", data => data // NFTA_PAYLOAD_DREG, BASE, OFFSET, LEN
        .AddNetworkOrder(1, FirstRegister).AddNetworkOrder(2, header).AddNetworkOrder(3, offset).AddNetworkOrder(4, length));

    /// <summary>One of the bits is set in what the connection tracker knows.</summary>
    private NftRule Tracked(uint key, uint bits) =>
        Add("ct", data => data.AddNetworkOrder(1, FirstRegister).AddNetworkOrder(2, key)) // NFTA_CT_DREG, KEY
            .Add("bitwise", data => data // NFTA_BITWISE_SREG, DREG, LEN, MASK, XOR
                .AddNetworkOrder(1, FirstRegister).AddNetworkOrder(2, FirstRegister).AddNetworkOrder(3, sizeof(uint))
                .AddNested(4, mask => mask.Add(1, HostOrder(bits))).AddNested(5, xor => xor.Add(1, HostOrder(0))))
            .Compare(HostOrder(0), equal: false);

    private NftRule Compare(byte[] value, bool equal = true) => Add("cmp", data => data // NFTA_CMP_SREG, OP: EQ or NEQ, DATA
        .AddNetworkOrder(1, FirstRegister).AddNetworkOrder(2, equal ? 0u : 1u).AddNested(3, nested => nested.Add(1, value)));

    private NftRule Immediate(uint register, byte[] value) => Add("immediate", data => data // NFTA_IMMEDIATE_DREG, DATA: VALUE
        .AddNetworkOrder(1, register).AddNested(2, nested => nested.Add(1, value)));

    private NftRule Verdict(int code, string? chain) => Add("immediate", data => data // register 0 is the verdict's; DATA: VERDICT: CODE, CHAIN
        .AddNetworkOrder(1, 0).AddNested(2, nested => nested.AddNested(2, verdict =>
        {
            verdict.AddNetworkOrder(1, (uint)code);
            if (chain is not null)
                verdict.Add(2, chain);
        })));

    private NftRule Add(string expression, Action<NetlinkMessage> fill)
    {
        _expressions.Add(message => message.AddNested(1, element => element.Add(1, expression).AddNested(2, fill))); // NFTA_LIST_ELEM: EXPR_NAME, EXPR_DATA
        return this;
    }

    private static byte[] HostOrder(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] NetworkOrder(int port)
    {
        var bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)port);
        return bytes;
    }
}
