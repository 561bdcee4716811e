using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>However slipway ends, its machine ends too and leaves nothing behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class EndingTests
{
    private const string WaitForSignals = "trap 'echo got TERM; exit 5' TERM; trap 'echo got INT; exit 6' INT; trap 'echo got USR1' USR1; echo ready >&2; while :; do sleep 0.1; done";

    [Theory]
    [InlineData("TERM", "got TERM\n", 5)]
    [InlineData("INT", "got INT\n", 6)]
    public async Task Signal_ThatStops_ReachesTheProgram(string signal, string output, int code)
    {
        await using var process = SlipwayProcess.Start(["run", Checkout.Image("debian"), "bash", "-c", WaitForSignals]);
        await process.WaitForErrorAsync("ready");
        await process.SignalAsync(signal);
        Assert.Equal(output, (await process.WaitAsync()).Expect(code).Output);
    }

    [Fact]
    public async Task Signal_Usr1_IsPassedOn()
    {
        await using var process = SlipwayProcess.Start(["run", Checkout.Image("debian"), "bash", "-c", "trap 'echo got USR1; exit 9' USR1; echo ready >&2; while :; do sleep 0.1; done"]);
        await process.WaitForErrorAsync("ready");
        await process.SignalAsync("USR1");
        Assert.Equal("got USR1\n", (await process.WaitAsync()).Expect(9).Output);
    }

    [Fact]
    public async Task Interrupt_Twice_EndsAProgramThatIgnoresIt()
    {
        await using var process = SlipwayProcess.Start(["run", Checkout.Image("debian"), "bash", "-c", "trap '' INT TERM; echo ready >&2; while :; do sleep 0.1; done"]);
        await process.WaitForErrorAsync("ready");
        await process.SignalAsync("INT");
        await process.WaitForErrorAsync("once more");
        await process.SignalAsync("INT");
        (await process.WaitAsync()).Expect(137);
    }

    [Fact]
    [Trait("Category", "HostVm")]
    public async Task Kill9_OfSlipway_TakesTheVmmAlong()
    {
        await using var process = SlipwayProcess.Start(["run", Checkout.Image("debian"), "bash", "-c", "echo ready >&2; sleep 1000"]);
        await process.WaitForErrorAsync("ready");
        var vmm = Assert.Single(process.VmmProcesses());
        var before = Names();
        await process.SignalAsync("KILL");
        await process.WaitAsync();
        await GoneAsync(vmm);
        Assert.Equal(before, Names());
    }

    [Fact]
    public async Task Run_AfterItsEnd_LeavesNoFile()
    {
        (await SlipwayProcess.RunAsync("run", Checkout.Image("debian"), "true")).Expect(0);
        var before = Names();
        (await SlipwayProcess.RunAsync("run", Checkout.Image("debian"), "bash", "-c", "head -c 10000000 /dev/urandom > /file")).Expect(0);
        Assert.Equal(before, Names());
    }

    [Fact]
    public async Task Output_ReaderGone_StopsTheMachine()
    {
        await using var process = SlipwayProcess.Start(["run", Checkout.Image("debian"), "yes"], readOutput: false);
        var buffer = new byte[100];
        await process.Output.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        await process.Output.DisposeAsync();
        Assert.NotEqual(0, (await process.WaitAsync()).ExitCode);
    }

    [Fact]
    public async Task Machines_SeveralAtOnce_AreApart()
    {
        var image = Checkout.Image("debian");
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => SlipwayProcess.RunAsync("run", image, "bash", "-c", $"echo {i} > /me; sleep 0.3; cat /me; ls / | grep -c '^me$'")));
        for (var i = 0; i < results.Length; i++)
            Assert.Equal($"{i}\n1\n", results[i].Expect(0).Output);
    }

    /// <summary>Every name in the data directory; consoles that other tests keep are theirs, and a template may have been missing.</summary>
    private static string[] Names() =>
        [.. Directory.EnumerateFileSystemEntries(Checkout.DataDirectory, "*", SearchOption.AllDirectories).Where(name => !name.Contains("/consoles", StringComparison.Ordinal) && !name.Contains("/templates", StringComparison.Ordinal)).Order()];

    private static async Task GoneAsync(int pid)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Directory.Exists($"/proc/{pid}") && !IsZombie(pid))
            await look.WaitForNextTickAsync(limit.Token);
    }

    private static bool IsZombie(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
