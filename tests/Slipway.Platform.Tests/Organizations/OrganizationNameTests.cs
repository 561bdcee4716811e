using Slipway.Platform.Organizations;

namespace Slipway.Platform.Tests.Organizations;

public sealed class OrganizationNameTests
{
    [Theory]
    [InlineData("a", true)]
    [InlineData("acme-2", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a--b", false)]
    [InlineData("Acme", false)]
    [InlineData("a_b", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    [InlineData("a\n", false)]
    [InlineData(null, false)]
    public void IsValid_Text_IsWhatTheGrammarSays(string? text, bool expected) => Assert.Equal(expected, OrganizationName.IsValid(text));

    [Fact]
    public void IsValid_Length_EndsAtForty()
    {
        Assert.True(OrganizationName.IsValid(new string('a', 40)));
        Assert.False(OrganizationName.IsValid(new string('a', 41)));
    }
}
