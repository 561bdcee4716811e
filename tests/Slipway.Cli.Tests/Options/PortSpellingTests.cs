using System.Net;
using Slipway.Cli.Options;
using Slipway.Vmm.Machines;

namespace Slipway.Cli.Tests.Options;

public sealed class PortSpellingTests
{
    [Theory]
    [InlineData("8080:80", "127.0.0.1", 8080, 80, PortProtocol.Tcp)]
    [InlineData("0.0.0.0:8080:80/tcp", "0.0.0.0", 8080, 80, PortProtocol.Tcp)]
    [InlineData("10.1.2.3:53:5353/udp", "10.1.2.3", 53, 5353, PortProtocol.Udp)]
    public void Parse_WellFormed_GivesAllParts(string text, string address, int host, int guest, PortProtocol protocol)
    {
        var port = PortSpelling.Parse(text, out var fault);
        Assert.Null(fault);
        Assert.Equal(new PublishedPort(IPAddress.Parse(address), host, guest, protocol), port);
    }

    [Theory]
    [InlineData("80")]
    [InlineData("")]
    [InlineData("a:80")]
    [InlineData("0:80")]
    [InlineData("8080:65536")]
    [InlineData("8080:80/sctp")]
    [InlineData("::1:8080:80")]
    [InlineData("[::1]:8080:80")]
    [InlineData("localhost:8080:80")]
    public void Parse_Malformed_SaysWhy(string text)
    {
        Assert.Null(PortSpelling.Parse(text, out var fault));
        Assert.False(string.IsNullOrEmpty(fault));
    }
}
