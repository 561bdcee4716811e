using System.Diagnostics;
using System.Security.Cryptography;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Standard streams and terminals, all the way through the guest link.</summary>
public sealed class StreamTests
{
    private const int Megabytes = 8;

    [Fact]
    public async Task Stdin_Interactive_ReachesTheProgramAndEnds()
    {
        await using var process = SlipwayProcess.Start(["run", "-i", Checkout.Image("debian"), "cat"]);
        await process.Input.WriteAsync("line one\nline two"u8.ToArray(), TestContext.Current.CancellationToken);
        process.Input.Close();
        var result = (await process.WaitAsync()).Expect(0);
        Assert.Equal("line one\nline two", result.Output);
    }

    [Fact]
    public async Task Stdin_WithoutInteractive_IsEmpty()
    {
        await using var process = SlipwayProcess.Start(["run", Checkout.Image("debian"), "wc", "-c"]);
        Assert.Equal("0\n", (await process.WaitAsync()).Expect(0).Output);
    }

    [Fact]
    public async Task Bytes_BothWays_ArriveUnchanged()
    {
        var sent = RandomNumberGenerator.GetBytes(Megabytes << 20);
        await using var process = SlipwayProcess.Start(["run", "-i", Checkout.Image("debian"), "cat"], readOutput: false);
        var sending = SendAsync(process, sent);
        using var received = new MemoryStream();
        await process.Output.CopyToAsync(received, TestContext.Current.CancellationToken);
        await sending;
        (await process.WaitAsync()).Expect(0);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(sent)), Convert.ToHexString(SHA256.HashData(received.ToArray())));
    }

    [Fact]
    public async Task Output_WrittenRightBeforeExit_IsComplete()
    {
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("debian"), "bash", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; printf END");
        result.Expect(0);
        Assert.Equal(3_000_003, result.Output.Length);
        Assert.EndsWith("xEND", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tty_InATerminal_GivesATerminalOfItsSize()
    {
        var output = await InTerminalAsync("stty rows 31 cols 97; exec \"$0\" run -it \"$1\" bash -c 'tty; stty size; test -t 2 && echo stderr too; echo $TERM'", Checkout.Image("debian"));
        Assert.Contains("/dev/pts/0", output, StringComparison.Ordinal);
        Assert.Contains("31 97", output, StringComparison.Ordinal);
        Assert.Contains("stderr too", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tty_Keys_GoToTheGuestAloneAndAreEchoedOnce()
    {
        // Both as keys: a line for the shell and, in the middle of a sleep, Ctrl-C. script(1) passes what it reads on to its terminal.
        const string Script = "exec \"$0\" run -it \"$1\" bash -c 'stty -echo; echo ready; read line; stty echo; trap \"echo interrupted; exit 7\" INT; echo got $line; while :; do sleep 0.1; done'";
        var output = await InTerminalAsync(Script, Checkout.Image("debian"), 7, ("ready", "one two\n"), ("got one two", "\u0003"));
        Assert.Contains("interrupted", output, StringComparison.Ordinal);
        Assert.DoesNotContain("stopping", output, StringComparison.Ordinal);
        Assert.Equal(2, output.Split("one two").Length);
    }

    [Fact]
    public async Task Tty_WithoutATerminal_IsRefusedWithAHint()
    {
        var result = await SlipwayProcess.RunAsync("run", "-t", Checkout.Image("debian"), "true");
        result.Expect(125);
        Assert.Contains("terminal", result.Error, StringComparison.Ordinal);
    }

    private static async Task SendAsync(SlipwayProcess process, byte[] bytes)
    {
        await process.Input.WriteAsync(bytes, TestContext.Current.CancellationToken);
        process.Input.Close();
    }

    /// <summary>Runs a shell script on a terminal made by script(1); $0 is slipway, $1 the argument. Types each text once its cue has been
    /// shown, and returns all that the terminal showed.</summary>
    private static async Task<string> InTerminalAsync(string script, string argument, int exitCode = 0, params (string Cue, string Keys)[] typed)
    {
        script = script.Replace(" run ", $" run {string.Join(' ', TestVmm.Options)} ", StringComparison.Ordinal);
        var start = new ProcessStartInfo("script", ["-qec", $"bash -c '{script.Replace("'", "'\\''", StringComparison.Ordinal)}' '{Checkout.Program}' '{argument}'", "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["SLIPWAY_DATA_DIR"] = Checkout.DataDirectory;
        using var process = Process.Start(start)!;
        var shown = new TailReader(process.StandardOutput);
        foreach (var (cue, keys) in typed)
        {
            await shown.WaitForAsync(cue, TestVmm.Limit(TimeSpan.FromMinutes(1)));
            await process.StandardInput.WriteAsync(keys);
            await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        }

        var output = await shown.AllAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == exitCode, output);
        return output;
    }
}
