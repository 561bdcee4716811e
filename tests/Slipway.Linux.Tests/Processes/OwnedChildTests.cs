using System.Diagnostics;
using System.Text;
using Slipway.Linux.Processes;
using Slipway.Linux.Sockets;

namespace Slipway.Linux.Tests.Processes;

public sealed class OwnedChildTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("exit 0", 0, 0)]
    [InlineData("exit 7", 7, 0)]
    [InlineData("kill -TERM $$", 0, 15)]
    public async Task Exited_ProgramEnds_SaysHow(string script, int exitCode, int signal)
    {
        await using var child = await OwnedChild.StartAsync(Shell(script));

        Assert.Equal(new ChildExit(child.Id, exitCode, signal), await child.Exited.WaitAsync(Token));
    }

    [Fact]
    public async Task Start_MissingProgram_ExitsWith127()
    {
        await using var child = await OwnedChild.StartAsync(new OwnedChildConfig { Program = "/nonexistent", Arguments = [] });

        Assert.Equal(new ChildExit(child.Id, 127, 0), await child.Exited.WaitAsync(Token));
    }

    [Fact]
    public async Task Start_Descriptors_AreExactlyThoseGivenInOrder()
    {
        using var output = SocketPair.Create();
        using var first = File.OpenHandle("/dev/zero");
        using var second = File.OpenHandle("/dev/full");

        var said = await RunAsync(
            "L=$(readlink /proc/self/fd/1; for f in /proc/$$/fd/*; do l=$(readlink $f) && echo ${f##*/} $l; done); echo \"$L\" >&5", output, first, second, output.Theirs);

        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // The shell has one end of its own pipe, and may have the other for a moment.
        var given = lines[1..].Where(line => !line.EndsWith($" {lines[0]}", StringComparison.Ordinal)).ToList();
        Assert.Equal(["0 /dev/null", "1 /dev/null", "2 socket", "3 /dev/zero", "4 /dev/full", "5 socket"], given.Select(static line => line.Split(':')[0]));
    }

    [Fact]
    public async Task Start_Signals_AreAsFromALoginShell()
    {
        using var output = SocketPair.Create();

        var said = await RunAsync("grep -E '^Sig(Blk|Ign)|^NoNewPrivs' /proc/self/status >&3", output, output.Theirs);

        Assert.Contains("SigBlk:\t0000000000000000", said, StringComparison.Ordinal);
        Assert.Contains("SigIgn:\t0000000000000000", said, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Session_IsItsOwn()
    {
        using var output = SocketPair.Create();

        var said = await RunAsync("cut -d' ' -f1,6 /proc/$$/stat >&3", output, output.Theirs);

        var ids = said.Trim().Split(' ');
        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public async Task Kill_RunningProgram_EndsItBySignal9()
    {
        await using var child = await OwnedChild.StartAsync(Shell("exec sleep 1000"));

        child.Kill();

        Assert.Equal(new ChildExit(child.Id, 0, 9), await child.Exited.WaitAsync(Token));
        child.Kill();
    }

    [Fact]
    public async Task Dispose_RunningProgram_IsReaped()
    {
        var child = await OwnedChild.StartAsync(Shell("exec sleep 1000"));

        await child.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{child.Id}"));
    }

    [Fact]
    public async Task Owner_IsKilled_TakesItsChildWithIt()
    {
        using var owner = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["--own-a-child"]) { RedirectStandardOutput = true })!;
        var child = int.Parse((await owner.StandardOutput.ReadLineAsync(Token))!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(Directory.Exists($"/proc/{child}"));

        owner.Kill();

        // The child holds the owner's output open too: its end is the end of the stream.
        Assert.Equal("", await owner.StandardOutput.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Start_OwnerAlreadyDead_ProgramIsNotExecuted()
    {
        using var output = SocketPair.Create();
        // A shell between owner and child plays the owner that is gone: the child's parent is then another than the one it was told of.
        var arguments = new[] { "-c", """/bin/sh -c '[ "$PPID" = "$0" ] && exec "$@"' 1 /bin/sh -c 'echo ran >&3'; echo refused $? >&3""" };
        await using var child = await OwnedChild.StartAsync(new OwnedChildConfig { Program = "/bin/sh", Arguments = arguments, Descriptors = [output.Theirs] });

        Assert.Equal("refused 1\n", await ReadAsync(output));
    }

    private static OwnedChildConfig Shell(string script) => new() { Program = "/bin/sh", Arguments = ["-c", script] };

    private static async Task<string> RunAsync(string script, SocketPair output, params System.Runtime.InteropServices.SafeHandle[] descriptors)
    {
        await using var child = await OwnedChild.StartAsync(Shell(script) with
        {
            Descriptors = descriptors,
            Environment = ["PATH=/usr/bin:/bin"],
            StandardError = output.Theirs,
        });
        return await ReadAsync(output);
    }

    private static async Task<string> ReadAsync(SocketPair output)
    {
        output.Theirs.Dispose();
        using var reader = new StreamReader(output.TakeOurs(), Encoding.UTF8);
        return await reader.ReadToEndAsync(Token);
    }
}
