using System.CommandLine;
using Slipway.Cli.Commands.Run;
using Slipway.Cli.Options;
using Slipway.Vmm.Machines;

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
    [InlineData("--data-dir /d run debian ls -l", "--data-dir /d run debian -- ls -l")]
    [InlineData("run --data-dir /d debian ls -l", "run --data-dir /d debian -- ls -l")]
    [InlineData("run -t", "run -t")]
    public void Mark_AfterTheImage_PutsOneDoubleDash(string typed, string expected) =>
        Assert.Equal(expected.Split(' '), Mark(typed.Split(' '), out _));

    [Fact]
    public void Parse_OptionsOfTheProgram_StayTheProgramsOwn()
    {
        var arguments = Mark(["run", "-it", "-m", "1g", "-p", "1:2", "-p", "3:4", "debian", "bash", "-c", "--", "-m"], out var root);
        var parsed = root.Parse(arguments);
        Assert.Empty(parsed.Errors);
        Assert.Equal(["bash", "-c", "--", "-m"], parsed.GetValue<string[]>("COMMAND")!);
        Assert.Equal("debian", parsed.GetValue<string>("IMAGE"));
        Assert.Equal(1024, parsed.GetValue<int?>("--memory"));
        Assert.Equal([2, 4], parsed.GetValue<PublishedPort[]>("--publish")!.Select(port => port.GuestPort));
        Assert.True(parsed.GetValue<bool>("--interactive") && parsed.GetValue<bool>("--tty"));
    }

    private static IReadOnlyList<string> Mark(string[] arguments, out RootCommand root)
    {
        root = SlipwayCommand.Create(new CommandContext(TextWriter.Null, TextWriter.Null, TimeProvider.System));
        return ArgumentBoundary.Mark(arguments, root, root.Subcommands.Single(command => command.Name == RunCommand.Name));
    }
}
