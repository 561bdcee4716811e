using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;
using Slipway.Init.Processes;

namespace Slipway.Init.Tests.Processes;

public sealed class ProgramArgumentsTests
{
    private static readonly ImageConfig Image = new() { Entrypoint = ["/entry", "-x"], Cmd = ["serve", "now"] };

    [Fact]
    public void Compose_Image_IsEntrypointThenCommand() =>
        Assert.Equal(["/entry", "-x", "serve", "now"], ProgramArguments.Compose(new RunConfig { Hostname = "h", ImageConfig = Image }));

    [Fact]
    public void Compose_CmdOverride_ReplacesCommandElementByElement() =>
        Assert.Equal(["/entry", "-x", "a b", "c"], ProgramArguments.Compose(new RunConfig { Hostname = "h", ImageConfig = Image, CmdOverride = ["a b", "c"] }));

    [Fact]
    public void Compose_EmptyCmdOverride_DropsCommand() =>
        Assert.Equal(["/entry", "-x"], ProgramArguments.Compose(new RunConfig { Hostname = "h", ImageConfig = Image, CmdOverride = [] }));

    [Fact]
    public void Compose_ExecOverride_IsEverything() =>
        Assert.Equal(["sh", "-l"], ProgramArguments.Compose(new RunConfig { Hostname = "h", ImageConfig = Image, ExecOverride = ["sh", "-l"], CmdOverride = ["x"] }));

    [Fact]
    public void Compose_Nothing_IsNoEntrypoint()
    {
        var fault = Assert.Throws<GuestFaultException>(() => ProgramArguments.Compose(new RunConfig { Hostname = "h", ImageConfig = new ImageConfig { Cmd = [] } }));
        Assert.Equal(GuestErrorCode.NoEntrypoint, fault.Error.Code);
    }

    [Fact]
    public void Compose_NulInAnArgument_IsInvalid()
    {
        var config = new RunConfig { Hostname = "h", ImageConfig = new ImageConfig { Cmd = ["a\0b"] } };
        Assert.Equal(GuestErrorCode.Invalid, Assert.Throws<GuestFaultException>(() => ProgramArguments.Compose(config)).Error.Code);
    }
}
