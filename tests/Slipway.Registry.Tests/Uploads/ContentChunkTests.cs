using CsCheck;
using Slipway.Registry.Uploads;

namespace Slipway.Registry.Tests.Uploads;

public sealed class ContentChunkTests
{
    [Fact]
    public void TryParse_FirstAndLast_CountsBoth() => Gen.Select(Gen.Long[0, long.MaxValue - 1], Gen.Long[0, long.MaxValue - 1]).Sample((first, last) =>
    {
        Assert.Equal(first <= last, ContentChunk.TryParse($"{first}-{last}", out var chunk));
        Assert.Equal(first <= last ? new ContentChunk(first, last - first + 1) : default, chunk);
    });

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("-")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("1-0")]
    [InlineData("bytes 0-1")]
    [InlineData("0-1/2")]
    [InlineData(" 0-1")]
    [InlineData("+0-1")]
    [InlineData("0-9223372036854775807")]
    [InlineData("0-99999999999999999999")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(ContentChunk.TryParse(text, out _));

    [Fact]
    public void TryParse_AnyText_NeverThrowsNorGoesNegative()
    {
        var random = new Random(1);
        for (var i = 0; i < 50_000; i++)
        {
            var text = new string(random.GetItems<char>("0123456789-bytes /*+", random.Next(45)));
            Assert.True(!ContentChunk.TryParse(text, out var chunk) || chunk is { Offset: >= 0, Count: > 0 }, text);
        }
    }
}
