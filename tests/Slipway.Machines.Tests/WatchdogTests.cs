using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>A guest that makes no progress is ended and started once more.</summary>
public sealed class WatchdogTests : IDisposable
{
    private const string Retrying = "its boot hangs; starting it once more\n";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Boot_HangsTwice_Is125WithTheConsoleKept()
    {
        var kernel = await HangingKernel.BuildAsync();
        var result = await SlipwayProcess.RunAsync("run", "--no-template", "--kernel", kernel, "--boot-timeout", "4", Checkout.Image("debian"), "true");
        result.Expect(125);
        Assert.Contains("slipway: the guest printed and answered nothing for 1 s: " + Retrying, result.Error, StringComparison.Ordinal);
        Assert.Contains("did not answer within 4 s", result.Error, StringComparison.Ordinal);
        await FailureTests.RequireConsoleAsync(result, "");
    }

    [Theory]
    [InlineData("boot", "--no-template")]
    [InlineData("template, just made")]
    public async Task Boot_HangsOnce_RunsTheProgramAndSaysSo(string start, params string[] options)
    {
        TestVmm.RequireQemu("a kernel on its command line, which a script can exchange");
        var path = await HangFirstAsync(await HangingKernel.BuildAsync());
        using var data = new PrivateData();
        // A script is no VMM for a jail.
        string[] arguments = ["run", "--jail", "off", .. options, "--timing", "--boot-timeout", "20", Checkout.Image("debian"), "echo", "up"];
        await using var process = SlipwayProcess.Start(arguments, true, ("PATH", path), ("SLIPWAY_DATA_DIR", data.Path));
        var result = await process.WaitAsync();
        result.Expect(0);
        Assert.Equal("up\n", result.Output);
        Assert.Matches($"(?m)^  start +{start}$", result.Error);
        Assert.Single(result.Error.Split(Retrying)[1..]);
    }

    /// <summary>A PATH on which QEMU is a script that gives its first guest a kernel that hangs, and then is QEMU.</summary>
    private async Task<string> HangFirstAsync(string kernel)
    {
        Tool.Require("qemu-system-x86_64");
        var script = _directory["qemu-system-x86_64"];
        await File.WriteAllTextAsync(script, $$"""
            #!/bin/bash
            if mkdir '{{_directory["hung"]}}' 2>/dev/null; then
              for ((i = 1; i < $#; i++)); do
                if [ "${!i}" = -kernel ]; then set -- "${@:1:i}" '{{kernel}}' "${@:i+2}"; break; fi
              done
            fi
            exec /usr/bin/qemu-system-x86_64 "$@"
            """ + "\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return $"{_directory.Path}:{Environment.GetEnvironmentVariable("PATH")}";
    }
}
