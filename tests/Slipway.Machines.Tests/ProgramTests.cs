using System.Globalization;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>Images made by other people's tools run what they were made for.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Debian_BashWritesToBothStreams_StreamsAndCodeStayApart()
    {
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("debian"), "bash", "-c", "echo to out; echo to err >&2; exit 7");
        result.Expect(7);
        Assert.Equal("to out\n", result.Output);
        Assert.Contains("to err\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debian_Coreutils_SeeAWholeSystem()
    {
        const string Script = """
            set -e
            test "$(id -u)" = 0; test "$HOME" = /root; test "$PWD" = /
            test "$(cat /proc/1/comm)" != bash
            stat -c %F /dev/null /dev/zero /dev/random /dev/tty /dev/pts /dev/shm >/dev/null
            grep -q cgroup2 /proc/mounts; grep -q 'overlay / ' /proc/mounts
            test -L /dev/stdout; test -w /tmp; ls -l /proc/self/fd >/dev/null
            getent hosts localhost; hostname
            df / | tail -1
            """;
        var result = await SlipwayProcess.RunAsync("run", "--hostname", "testhost", Checkout.Image("debian"), "bash", "-c", Script);
        result.Expect(0);
        Assert.Contains("testhost\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Python_Traceback_GoesToStderrWithItsCode()
    {
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("python"), "python3", "-c", "import sys\ntry:\n  1/0\nexcept ZeroDivisionError:\n  import traceback; traceback.print_exc(); sys.exit(3)");
        result.Expect(3);
        Assert.Empty(result.Output);
        Assert.Contains("ZeroDivisionError: division by zero", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UserImage_Id_HasUserGroupAndSupplementaryGroups()
    {
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("user"));
        result.Expect(0);
        Assert.Equal("uid=4000(app) gid=50(staff) groups=50(staff),4001(one),4002(two)\n", result.Output);
    }

    [Theory]
    [InlineData("app:two", "uid=4000(app) gid=4002(two) groups=4002(two)\n")]
    [InlineData("12345", "uid=12345 gid=0(root) groups=0(root)\n")]
    [InlineData("12345:77", "uid=12345 gid=77 groups=77\n")]
    [InlineData("root", "uid=0(root) gid=0(root) groups=0(root),4002(two),4003(other)\n")]
    public async Task UserOption_NamesAndNumbers_AreResolvedAsDockerDoes(string user, string expected)
    {
        var result = await SlipwayProcess.RunAsync("run", "-u", user, Checkout.Image("user"), "id");
        result.Expect(0);
        Assert.Equal(expected, result.Output);
    }

    [Fact]
    public async Task LayersImage_Listing_ShowsTheMergedTree()
    {
        // Two links: the other name is still in the layer that has both, as with containers on overlayfs.
        const string Script = "cd /data; find . | sort; cat hide/new replace links/a links/b; stat -c %a keep; stat -c %h links/b; cat hide/two 2>&1; true";
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("layers"), "bash", "-c", Script);
        result.Expect(0);
        Assert.Equal(
            ".\n./hide\n./hide/new\n./keep\n./keep/fifo\n./keep/symlink\n./links\n./links/a\n./links/b\n./replace\n"
            + "new\nfile\nchanged\nlinked\n755\n2\ncat: hide/two: No such file or directory\n",
            result.Output);
    }

    [Fact]
    [Trait("Category", "HostVm")]
    public async Task ScratchImage_WithoutShell_Runs()
    {
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("scratch"));
        result.Expect(0);
        Assert.Equal("no shell here\n", result.Output);
    }

    [Fact]
    public async Task ArgsImage_HundredArguments_ArriveInOrder()
    {
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("args"));
        result.Expect(0);
        var expected = string.Concat(Enumerable.Range(1, 98).Select(i => string.Create(CultureInfo.InvariantCulture, $"argument {i}\n")));
        Assert.Equal(expected, result.Output);
    }

    [Fact]
    public async Task Options_EnvironmentWorkdirEntrypoint_ReachTheProgram()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "# a comment\nFROM_FILE=file value\nBOTH=file\n", TestContext.Current.CancellationToken);
        var result = await SlipwayProcess.RunAsync(
            "run", "--env-file", file, "-e", "BOTH=option", "-e", "QUOTED=a 'b' \"c\"", "-w", "/made/for/it", "--entrypoint", "/bin/bash",
            Checkout.Image("nginx"), "-c", "echo \"$FROM_FILE|$BOTH|$QUOTED|$PWD\"");
        File.Delete(file);
        result.Expect(0);
        Assert.Equal("file value|option|a 'b' \"c\"|/made/for/it\n", result.Output);
    }

    [Fact]
    public async Task ReadOnly_Write_IsRefused()
    {
        var result = await SlipwayProcess.RunAsync("run", "--read-only", Checkout.Image("debian"), "bash", "-c", "touch /x 2>&1; touch /dev/shm/y && echo shm");
        result.Expect(0);
        Assert.Contains("Read-only file system", result.Output, StringComparison.Ordinal);
        Assert.Contains("shm\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resources_MemoryAndCpus_AreWhatWasAskedFor()
    {
        var result = await SlipwayProcess.RunAsync("run", "-m", "300m", "--cpus", "2", Checkout.Image("debian"), "bash", "-c", "nproc; awk '/MemTotal/ { print $2 }' /proc/meminfo");
        result.Expect(0);
        var lines = result.Output.Split('\n');
        Assert.Equal("2", lines[0]);
        Assert.InRange(long.Parse(lines[1], CultureInfo.InvariantCulture), 200_000, 307_200);
    }

    [Fact]
    public async Task Orphans_AreReaped_AndDoNotHoldTheMachine()
    {
        const string Script = "for i in 1 2 3; do (sleep 0.05 &) ; done; sleep 0.5; ps=$(grep -l '^State:.*Z' /proc/[0-9]*/status 2>/dev/null | wc -l); echo zombies $ps; (sleep 1000 &)";
        var result = await SlipwayProcess.RunAsync("run", Checkout.Image("debian"), "bash", "-c", Script);
        result.Expect(0);
        Assert.Equal("zombies 0\n", result.Output);
    }
}
