using Slipway.Linux.Netlink;

namespace Slipway.Linux.Tests.Netlink;

public sealed class LinkMessagesTests
{
    [Fact]
    public void SetUp_WithMtu_IsSetlinkWithOneAttribute() => Assert.Equal(
        "28000000" + "1300" + "0500" + "07000000" + "00000000" + "00000000" + "02000000" + "01000000" + "01000000" + "08000400" + "8C050000",
        Hex(LinkMessages.SetUp(2, 1420)));

    [Fact]
    public void CreateVeth_Peer_IsNestedWithItsNamespace() => Assert.Equal(
        "60000000" + "1000" + "0506" + "07000000" + "00000000" + "00000000000000000000000000000000"
        + "06000300" + "61000000" // IFLA_IFNAME a
        + "38001280" // IFLA_LINKINFO
        + "09000100" + "76657468" + "00000000" // IFLA_INFO_KIND veth
        + "28000280" + "24000180" + "00000000000000000000000000000000" // IFLA_INFO_DATA, VETH_INFO_PEER
        + "06000300" + "62000000" + "08001C00" + "09000000", // IFLA_IFNAME b, IFLA_NET_NS_FD
        Hex(LinkMessages.CreateVeth("a", "b", 9)));

    private static string Hex(NetlinkMessage message) => Convert.ToHexString(message.Finish(7));
}
