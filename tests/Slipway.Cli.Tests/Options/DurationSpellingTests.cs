using CsCheck;
using Slipway.Cli.Options;

namespace Slipway.Cli.Tests.Options;

public sealed class DurationSpellingTests
{
    [Theory]
    [InlineData("45s", 45)]
    [InlineData("90m", 5400)]
    [InlineData("12h", 43200)]
    [InlineData("30d", 2592000)]
    public void TryParse_NumberAndUnit_IsThatLong(string text, long seconds)
    {
        Assert.True(DurationSpelling.TryParse(text, out var span));
        Assert.Equal(TimeSpan.FromSeconds(seconds), span);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("30")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("1.5h")]
    [InlineData("3651d")]
    [InlineData("9223372036854775807d")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(DurationSpelling.TryParse(text, out _));

    [Fact]
    public void Show_AnySpan_ReadsBackTheSame() => Gen.Long[1, 10L * 365 * 24 * 3600].Sample(seconds =>
    {
        Assert.True(DurationSpelling.TryParse(DurationSpelling.Show(TimeSpan.FromSeconds(seconds)), out var span));
        Assert.Equal(seconds, (long)span.TotalSeconds);
    });
}
