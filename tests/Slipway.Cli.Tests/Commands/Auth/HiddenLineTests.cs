using System.Text;
using Slipway.Cli.Commands.Auth;

namespace Slipway.Cli.Tests.Commands.Auth;

public sealed class HiddenLineTests
{
    [Theory]
    [InlineData("slip_a\r", "slip_a")]
    [InlineData("ab\u007fc\bd\n", "ad")]
    [InlineData("wrong\u0015right\r", "right")]
    [InlineData("\u007fa\u0004", "a")]
    [InlineData("a\u001b[Ab\r", "a[Ab")]
    public void Take_Keys_MakeTheLine(string keys, string expected)
    {
        var line = new StringBuilder();
        var ends = keys.Count(key => !HiddenLine.Take(line, (byte)key));
        Assert.Equal((expected, 1), (line.ToString(), ends));
    }

    [Fact]
    public void Take_CtrlC_Cancels() => Assert.Throws<OperationCanceledException>(() => HiddenLine.Take(new StringBuilder(), 3));

    [Fact]
    public void Take_EndlessLine_StaysBounded()
    {
        var line = new StringBuilder();
        for (var i = 0; i < 100_000; i++)
            HiddenLine.Take(line, (byte)'a');
        Assert.Equal(1024, line.Length);
    }
}
