using Slipway.Contracts.Run;
using Slipway.Init.Processes;
using Slipway.Init.Users;

namespace Slipway.Init.Tests.Processes;

public sealed class ProgramEnvironmentTests
{
    private static readonly ProgramUser User = new(1000, 1000, [], "/home/app");

    [Fact]
    public void Compose_EmptyImage_HasDockersDefaults()
    {
        var env = ProgramEnvironment.Compose(new RunConfig { Hostname = "box" }, User, tty: false);
        Assert.Equal(["HOME=/home/app", "HOSTNAME=box", $"PATH={ProgramEnvironment.DefaultPath}"], Sorted(env));
    }

    [Fact]
    public void Compose_Terminal_HasTerm() => Assert.Equal("xterm", ProgramEnvironment.Compose(new RunConfig { Hostname = "box" }, User, tty: true)["TERM"]);

    [Fact]
    public void Compose_Layers_LaterWins()
    {
        var config = new RunConfig
        {
            Hostname = "box",
            ImageConfig = new ImageConfig { Env = ["A=image", "B=image", "C=image", "HOME=/img", "EQ=a=b", "nothing", "=x", "NUL=\0"] },
            ExtraEnv = new Dictionary<string, string> { ["B"] = "machine", ["C"] = "machine" },
        };
        var env = ProgramEnvironment.Compose(config, User, tty: false, new Dictionary<string, string> { ["C"] = "exec", ["bad=name"] = "x" });
        Assert.Equal(
            ["A=image", "B=machine", "C=exec", "EQ=a=b", "HOME=/img", "HOSTNAME=box", $"PATH={ProgramEnvironment.DefaultPath}"], Sorted(env));
    }

    private static IEnumerable<string> Sorted(IReadOnlyDictionary<string, string> env) =>
        env.Select(variable => $"{variable.Key}={variable.Value}").Order(StringComparer.Ordinal);
}
