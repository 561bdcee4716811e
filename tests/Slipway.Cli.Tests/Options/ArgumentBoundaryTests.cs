using Slipway.Cli.Commands.Run;
using Slipway.Cli.Options;

namespace Slipway.Cli.Tests.Options;

public sealed class ArgumentBoundaryTests
{
    [Theory]
    [InlineData("run debian ls -l", "run debian -- ls -l")]
    [InlineData("run -it -e A=b -p 1:2 debian bash -e", "run -it -e A=b -p 1:2 debian -- bash -e")]
    [InlineData("run --env=A=b --rm debian -- x", "run --env=A=b --rm debian -- -- x")]
    [InlineData("run -ite A=b debian x", "run -ite A=b debian -- x")]
    [InlineData("run -- debian x", "run -- debian x")]
    [InlineData("run --help", "run --help")]
    [InlineData("image rm run x", "image rm run x")]
    public void Mark_AfterTheImage_PutsOneDoubleDash(string typed, string expected) =>
        Assert.Equal(expected.Split(' '), ArgumentBoundary.Mark(typed.Split(' '), new RunOptions().CreateCommand()));

    [Fact]
    public void Parse_OptionsOfTheProgram_StayTheProgramsOwn()
    {
        var options = new RunOptions();
        var run = options.CreateCommand();
        var root = new System.CommandLine.RootCommand { run };
        var parsed = root.Parse(ArgumentBoundary.Mark(["run", "-it", "-m", "1g", "-p", "1:2", "-p", "3:4", "debian", "bash", "-c", "--", "-m"], run));
        Assert.Empty(parsed.Errors);
        Assert.Equal(["bash", "-c", "--", "-m"], parsed.GetValue(options.Command)!);
        Assert.Equal("debian", parsed.GetValue(options.Image));
        Assert.Equal(1024, parsed.GetValue(options.MemoryMib));
        Assert.Equal([2, 4], parsed.GetValue(options.Ports)!.Select(port => port.GuestPort));
        Assert.True(parsed.GetValue(options.Interactive) && parsed.GetValue(options.Tty));
    }
}
