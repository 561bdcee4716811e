using Slipway.Cli.Servers;

namespace Slipway.Cli.Tests.Servers;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("slipway.example.com", "https://slipway.example.com")]
    [InlineData("https://Slipway.Example.com:443/", "https://slipway.example.com")]
    [InlineData("https://slipway.example.com:8443", "https://slipway.example.com:8443")]
    [InlineData("http://localhost:5000", "http://localhost:5000")]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5000")]
    [InlineData("http://[::1]:5000", "http://[::1]:5000")]
    public void Parse_Address_HasOneSpelling(string text, string expected) => Assert.Equal(expected, ServerAddress.Parse(text, allowPlainHttp: false).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("ftp://host")]
    [InlineData("https://")]
    [InlineData("https://user:secret@host")]
    [InlineData("https://host/path")]
    [InlineData("https://host?x=1")]
    [InlineData("http://slipway.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    public void Parse_AnythingElse_IsRefused(string text) => Assert.Throws<ServerException>(() => ServerAddress.Parse(text, allowPlainHttp: false));

    [Fact]
    public void Parse_PlainHttpWhenAllowed_IsTaken() => Assert.Equal("http://host:1", ServerAddress.Parse("http://host:1", allowPlainHttp: true).ToString());
}
