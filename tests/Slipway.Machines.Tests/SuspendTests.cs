using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Machines that are suspended and go on, once and many times.</summary>
public sealed class SuspendTests : IDisposable
{
    private const int Suspended = 75;

    private const string Counting = "i=0; while true; do i=$((i+1)); echo $i; sleep 0.1; done";

    private readonly TemporaryDirectory _directory = new();

    private string To => _directory["machine"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Resume_CountingProgram_GoesOnWithoutGapEachTime()
    {
        var before = await SuspendAsync("bash", "-c", Counting);

        for (var copy = 0; copy < 2; copy++)
        {
            var after = await FirstLinesAsync(3, "resume", To);
            Assert.Equal(Enumerable.Range(before.Length + 1, 3).Select(i => $"{i}"), after);
        }
    }

    [Fact]
    public async Task Resume_TwoCopiesAtOnce_DifferInWhatMustDiffer()
    {
        await SuspendAsync("bash", "-c", "echo 0123456789abcdef0123456789abcdef > /etc/machine-id; while true; do echo $(hostname) $(cat /etc/machine-id) $(head -c 8 /dev/urandom | base64) $(date +%s); sleep 0.1; done");

        // The line that was being put together may be of before.
        var copies = await Task.WhenAll(FirstLinesAsync(3, "resume", To), FirstLinesAsync(3, "resume", To));
        var (first, second) = (copies[0][^1].Split(' '), copies[1][^1].Split(' '));

        for (var i = 0; i < 3; i++)
            Assert.NotEqual(first[i], second[i]);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(long.Parse(first[3], System.Globalization.CultureInfo.InvariantCulture), now - 60, now + 1);
    }

    [Fact]
    public async Task Resume_WhatTheMachineWrote_IsThereAndEachCopysOwn()
    {
        await SuspendAsync("bash", "-c", "echo before > /file; while true; do cat /file; echo $HOSTNAME$RANDOM >> /file; sleep 0.1; done");

        Assert.Contains("before", await FirstLinesAsync(4, "resume", To));
        Assert.Contains("before", await FirstLinesAsync(4, "resume", To));
    }

    [Fact]
    public async Task Resume_ThatIsSuspendedAgain_GoesOnFromThere()
    {
        var before = await SuspendAsync("bash", "-c", Counting);
        var again = _directory["again"];
        var between = await SuspendToAsync(again, "resume", "--suspend-to", again, To);

        var after = await FirstLinesAsync(1, "resume", again);

        Assert.Equal([$"{before.Length + between.Length + 1}"], after);
    }

    [Theory]
    [InlineData("memory", "damaged")]
    [InlineData("state", "damaged")]
    [InlineData("writable", "cannot be copied")]
    [InlineData("machine.json", "no suspended machine")]
    public async Task Resume_FileMissing_Is125AndSaidInOneSentence(string file, string expected)
    {
        await SuspendAsync("bash", "-c", Counting);
        File.Delete(Path.Combine(To, file));

        var result = (await SlipwayProcess.RunAsync("resume", To)).Expect(125);

        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Suspend_IntoADirectoryWithFiles_IsRefused()
    {
        var result = (await SlipwayProcess.RunAsync("run", "--suspend-to", "/etc", Checkout.Image("debian"), "true")).Expect(125);
        Assert.Contains("/etc is not empty", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatEndsByItself_LeavesTheDirectoryEmpty()
    {
        (await SlipwayProcess.RunAsync("run", "--suspend-to", To, Checkout.Image("debian"), "true")).Expect(0);
        Assert.Empty(Directory.GetFileSystemEntries(To));
    }

    /// <summary>Runs a program until it has said something, and suspends it; returns what it had said.</summary>
    private Task<string[]> SuspendAsync(params string[] command) => SuspendToAsync(To, ["run", "--suspend-to", To, Checkout.Image("debian"), .. command]);

    private static async Task<string[]> SuspendToAsync(string directory, params string[] arguments)
    {
        await using var process = SlipwayProcess.Start(arguments, readOutput: false);
        var reader = new StreamReader(process.Output);
        var lines = new List<string>();
        for (var i = 0; i < 3; i++)
            lines.Add(await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? (await process.WaitAsync()).Expect(Suspended).Error);
        await process.SignalAsync("TERM");
        lines.AddRange(Lines(await reader.ReadToEndAsync(TestContext.Current.CancellationToken)));
        (await process.WaitAsync()).Expect(Suspended);
        Assert.Equal(["boot", "machine.json", "memory", "snapshot.json", "state", "writable"], Directory.GetFiles(directory).Select(Path.GetFileName).Order());
        return [.. lines];
    }

    /// <summary>The first lines of a machine that is then ended.</summary>
    private static async Task<string[]> FirstLinesAsync(int count, params string[] arguments)
    {
        await using var process = SlipwayProcess.Start(arguments, readOutput: false);
        var reader = new StreamReader(process.Output);
        var lines = new string[count];
        for (var i = 0; i < count; i++)
            lines[i] = await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? (await process.WaitAsync()).Expect(0).Error;
        return lines;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
