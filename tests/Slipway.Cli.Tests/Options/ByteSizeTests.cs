using Slipway.Cli.Options;

namespace Slipway.Cli.Tests.Options;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("37", 37L)]
    [InlineData("37b", 37L)]
    [InlineData("4k", 4096L)]
    [InlineData("512m", 512L << 20)]
    [InlineData("512MiB", 512L << 20)]
    [InlineData("2G", 2L << 30)]
    [InlineData("1t", 1L << 40)]
    public void Parse_NumberAndUnit_GivesBytes(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var parsed));
        Assert.Equal(bytes, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1m")]
    [InlineData("1.5g")]
    [InlineData("12 m")]
    [InlineData("99999999999999t")]
    public void Parse_AnythingElse_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
