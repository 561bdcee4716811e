using Slipway.Init.Processes;

namespace Slipway.Init.Tests.Processes;

public sealed class SignalNamesTests
{
    [Theory]
    [InlineData("SIGTERM", 15)]
    [InlineData("term", 15)]
    [InlineData("15", 15)]
    [InlineData("SIGWINCH", 28)]
    [InlineData("SIGRTMIN+3", 37)]
    [InlineData("RTMIN", 34)]
    [InlineData("SIGRTMAX-1", 63)]
    [InlineData("SIGRTMAX+1", 0)]
    [InlineData("0", 0)]
    [InlineData("65", 0)]
    [InlineData("SIG", 0)]
    [InlineData("SIGNOTHING", 0)]
    [InlineData("", 0)]
    public void Parse_NameOrNumber_GivesTheNumber(string text, int number) => Assert.Equal(number, SignalNames.Parse(text));
}
