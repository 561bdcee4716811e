using System.Net;
using Slipway.Cli.Options;

namespace Slipway.Cli.Tests.Options;

public sealed class PortPublicationTests
{
    [Theory]
    [InlineData("8080:80", "127.0.0.1", 8080, 80, false)]
    [InlineData("0.0.0.0:8080:80/tcp", "0.0.0.0", 8080, 80, false)]
    [InlineData("[::1]:53:5353/udp", "::1", 53, 5353, true)]
    public void Parse_WellFormed_GivesAllParts(string text, string address, int host, int guest, bool udp)
    {
        var port = PortPublication.Parse(text, out var fault);
        Assert.Null(fault);
        Assert.Equal(new PortPublication(IPAddress.Parse(address), host, guest, udp), port);
    }

    [Theory]
    [InlineData("80")]
    [InlineData("")]
    [InlineData("a:80")]
    [InlineData("0:80")]
    [InlineData("8080:65536")]
    [InlineData("8080:80/sctp")]
    [InlineData("::1:8080:80")]
    [InlineData("[127.0.0.1]:8080:80")]
    [InlineData("localhost:8080:80")]
    public void Parse_Malformed_SaysWhy(string text)
    {
        Assert.Null(PortPublication.Parse(text, out var fault));
        Assert.False(string.IsNullOrEmpty(fault));
    }
}
