using System.Net;
using Slipway.Linux.Nftables;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Networks;

/// <summary>
/// The packet filter's table of one machine, in nft(8)'s words, with D for the host's end of the veth pair and G for the guest:
/// <code>
/// prerouting   ADDRESS tcp dport PORT dnat to G:GUEST      published ports that are not on the loopback only
/// output       the same, and those on the loopback        for this host's own programs
/// postrouting  ip saddr G masquerade                       out as this host
///              oif D ip saddr 127.0.0.0/8 masquerade       a guest cannot answer a loopback address
/// input        iif != D accept
///              ip saddr != G drop                          nobody but the guest speaks from there
///              ct state established,related accept         answers
///              RESOLVER udp/tcp dport 53 accept            where the host serves names itself
///              reject                                      nothing else of this host
/// forward      iif D goto from; oif D goto to
/// from         ip saddr != G drop; established accept
///              RESOLVER udp/tcp dport 53 accept            some clouds have it on a link-local address
///              ip daddr 169.254.0.0/16 reject              no router passes these on (RFC 3927, 7): a cloud's secrets are there
///              accept, or with outbound off reject
/// to           established accept; ct status dnat accept; drop
/// </code>
/// A packet passes the chains of all machines, hence few rules before the first that says whose it is.
/// </summary>
internal sealed class MachineFilter
{
    private const int DnsPort = 53;

    private readonly NftBatch _batch;
    private readonly AddressBlock _addresses;
    private readonly int _device;

    private MachineFilter(AddressBlock addresses, int device)
    {
        (_addresses, _device) = (addresses, device);
        _batch = new NftBatch(addresses.DeviceName);
    }

    /// <param name="device">The index of the host's end.</param>
    /// <param name="resolvers">What the guest asks for names.</param>
    public static NftBatch Build(AddressBlock addresses, int device, MachineNetworkConfig config, IReadOnlyList<IPAddress> resolvers)
    {
        var filter = new MachineFilter(addresses, device);
        filter.AddTranslation(config);
        filter.AddInput(resolvers);
        filter.AddForward(config.AllowOutbound, resolvers);
        return filter._batch;
    }

    private void AddTranslation(MachineNetworkConfig config)
    {
        AddPublished("prerouting", NftHook.NatPrerouting, config.Ports.Where(port => !IPAddress.IsLoopback(port.HostAddress)));
        AddPublished("output", NftHook.NatOutput, config.Ports);
        _batch.AddChain("postrouting", NftHook.NatPostrouting)
            .AddRule("postrouting", new NftRule().Source(_addresses.Guest).Masquerade())
            .AddRule("postrouting", new NftRule().To(_device).LoopbackSource().Masquerade());
    }

    private void AddPublished(string chain, NftHook hook, IEnumerable<PublishedPort> ports)
    {
        var rules = ports.Select(Publish).ToArray();
        if (rules.Length == 0)
            return;
        _batch.AddChain(chain, hook);
        foreach (var rule in rules)
            _batch.AddRule(chain, rule);
    }

    private NftRule Publish(PublishedPort port)
    {
        var rule = port.HostAddress.Equals(IPAddress.Any) ? new NftRule().LocalDestination() : new NftRule().Destination(port.HostAddress);
        rule = port.Protocol == PortProtocol.Tcp ? rule.TcpPort(port.HostPort) : rule.UdpPort(port.HostPort);
        return rule.TranslateTo(_addresses.Guest, port.GuestPort);
    }

    private void AddInput(IReadOnlyList<IPAddress> resolvers)
    {
        _batch.AddChain("input", NftHook.Input)
            .AddRule("input", new NftRule().NotFrom(_device).Accept())
            .AddRule("input", new NftRule().NotSource(_addresses.Guest).Drop())
            .AddRule("input", new NftRule().Established().Accept());
        AllowNames("input", resolvers);
        _batch.AddRule("input", new NftRule().Reject());
    }

    private void AddForward(bool allowOutbound, IReadOnlyList<IPAddress> resolvers)
    {
        _batch.AddChain("from").AddChain("to")
            .AddRule("from", new NftRule().NotSource(_addresses.Guest).Drop())
            .AddRule("from", new NftRule().Established().Accept());
        AllowNames("from", resolvers);
        _batch.AddRule("from", new NftRule().LinkLocalDestination().Reject())
            .AddRule("from", allowOutbound ? new NftRule().Accept() : new NftRule().Reject())
            .AddRule("to", new NftRule().Established().Accept())
            .AddRule("to", new NftRule().Translated().Accept())
            .AddRule("to", new NftRule().Drop())
            .AddChain("forward", NftHook.Forward)
            .AddRule("forward", new NftRule().From(_device).Goto("from"))
            .AddRule("forward", new NftRule().To(_device).Goto("to"));
    }

    private void AllowNames(string chain, IReadOnlyList<IPAddress> resolvers)
    {
        foreach (var resolver in resolvers)
        {
            _batch.AddRule(chain, new NftRule().Destination(resolver).UdpPort(DnsPort).Accept())
                .AddRule(chain, new NftRule().Destination(resolver).TcpPort(DnsPort).Accept());
        }
    }
}
