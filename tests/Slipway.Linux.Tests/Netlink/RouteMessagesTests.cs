using System.Net;
using Slipway.Linux.Netlink;

namespace Slipway.Linux.Tests.Netlink;

public sealed class RouteMessagesTests
{
    [Fact]
    public void Address_V4_HasLocalAndAddress() => Assert.Equal(
        "28000000" + "1400" + "0505" + "07000000" + "00000000" + "02180000" + "02000000" + "08000200" + "0A00020F" + "08000100" + "0A00020F",
        Hex(RouteMessages.Address(2, IPAddress.Parse("10.0.2.15"), 24)));

    [Fact]
    public void Address_V6_SkipsDuplicateDetection()
    {
        var message = Convert.FromHexString(Hex(RouteMessages.Address(2, IPAddress.Parse("fdaa::3"), 112)));
        Assert.Equal((10, 112, 2), (message[16], message[17], message[18]));
        Assert.Equal(16 + 8 + 20 + 20, message.Length);
    }

    [Fact]
    public void DefaultRoute_V4_IsOnLinkThroughTheGateway() => Assert.Equal(
        "2C000000" + "1800" + "0505" + "07000000" + "00000000" + "02000000" + "FE030001" + "04000000" + "08000500" + "0A000202" + "08000400" + "02000000",
        Hex(RouteMessages.DefaultRoute(2, IPAddress.Parse("10.0.2.2"))));

    [Fact]
    public void RouteTo_V4_HasGatewayDeviceAndDestination() => Assert.Equal(
        "34000000" + "1800" + "0505" + "07000000" + "00000000" + "02200000" + "FE030001" + "04000000"
        + "08000500" + "C6120001" + "08000400" + "02000000" + "08000100" + "C6120003",
        Hex(RouteMessages.RouteTo(IPAddress.Parse("198.18.0.3"), 2, IPAddress.Parse("198.18.0.1"))));

    private static string Hex(NetlinkMessage message) => Convert.ToHexString(message.Finish(7));
}
