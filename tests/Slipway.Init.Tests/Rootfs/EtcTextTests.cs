using Slipway.Contracts.Run;
using Slipway.Init.Rootfs;

namespace Slipway.Init.Tests.Rootfs;

public sealed class EtcTextTests
{
    [Fact]
    public void Resolv_Everything_IsInTheManualsForm() => Assert.Equal(
        "search a.example b.example\nnameserver 10.0.0.1\nnameserver fdaa::3\noptions ndots:1 edns0\n",
        EtcText.Resolv(new EtcResolv { Nameservers = ["10.0.0.1", "fdaa::3"], Search = ["a.example", "b.example"], Options = ["ndots:1", "edns0"] }));

    [Fact]
    public void Resolv_Nothing_IsEmpty() => Assert.Equal("", EtcText.Resolv(new EtcResolv()));

    [Fact]
    public void Hosts_WithoutAddress_NamesTheMachineAtLoopback() =>
        Assert.EndsWith("\n127.0.1.1\tbox\n", EtcText.Hosts(new RunConfig { Hostname = "box" }), StringComparison.Ordinal);

    [Fact]
    public void Hosts_WithAddressAndEntries_ListsThemInOrder()
    {
        var text = EtcText.Hosts(new RunConfig
        {
            Hostname = "box",
            IPConfigs = [new IpConfig { IP = "10.0.0.5", Mask = 24 }],
            EtcHosts = [new EtcHost { Host = "db db.local", IP = "10.0.0.9", Desc = "the database" }],
        });
        Assert.StartsWith("127.0.0.1\tlocalhost\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n# the database\n10.0.0.9\tdb db.local\n10.0.0.5\tbox\n", text, StringComparison.Ordinal);
    }
}
