using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>What a program can see of its machine is the same whether it booted or started from a template; what must be new in each machine is.</summary>
public sealed partial class IndistinguishableTests : IDisposable
{
    /// <summary>
    /// Sections of what must be equal, each under a heading. The kernel notices a link that is up a moment later, of which the program of a booted machine may see
    /// the end.
    /// </summary>
    private const string Same = """
        show() { echo "## $1"; shift; "$@" 2>&1; }
        show cmdline sed -E 's/tsc_early_khz=[0-9]+//' /proc/cmdline
        show mounts cat /proc/self/mountinfo
        show addresses cat /proc/net/fib_trie
        show routes cat /proc/net/route
        show interfaces bash -c 'for i in /sys/class/net/*; do while [ $(cat $i/operstate) = down ]; do :; done; echo $i $(cat $i/address $i/mtu $i/operstate); done'
        show resolver cat /etc/resolv.conf /etc/hosts
        show names bash -c 'hostname; cat /etc/machine-id'
        show limits bash -c 'ulimit -a'
        show environment bash -c 'env | sort'
        show descriptors bash -c 'ls -l /proc/self/fd | sed -E "s/.* ([0-9]+ ->)/\1/; s/\[[0-9]+\]//; s/[0-9]+\/fd/fd/"'
        show groups cat /proc/self/cgroup
        show rights grep -E 'Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp|Sig' /proc/self/status
        show disks bash -c 'grep -v vda /proc/partitions; for i in /sys/block/vd?; do cat $i/ro $i/serial; echo; done; cat /sys/block/vd[b-z]/size'
        show nodes bash -c 'find /dev ! -name "core" | sort'
        show modules bash -c 'cut -d" " -f1-3 /proc/modules | sort'
        show memory grep MemTotal /proc/meminfo
        show files bash -c 'ls -la --time-style=+ / /run /tmp /etc | grep -v total | sed -E "s/ [0-9]+ (root root +[0-9]+ +proc)$/ \1/"'
        show sysctl bash -c 'cat /proc/sys/kernel/{hostname,osrelease,pid_max,threads-max,ostype} /proc/sys/vm/overcommit_memory /proc/sys/fs/file-max'
        """;

    // Firecracker makes a drive's serial of its file's number, which no two machines have.
    private static readonly string Comparable = TestVmm.IsFirecracker ? Same.Replace("$i/serial", "", StringComparison.Ordinal) : Same;

    // On a tap each machine has addresses of its own.
    private static readonly string[] SameNetwork = TestVmm.IsFirecracker ? ["--network", "none"] : [];

    private readonly PrivateData _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Program_BootedOrFromTemplate_SeesTheSame()
    {
        var booted = Sections(await ShowAsync("--no-template"));
        await ShowAsync();
        var cloned = Sections(await ShowAsync());

        foreach (var (name, text) in booted)
            Assert.True(text == cloned[name], $"{name} of a booted machine:\n{text}\nof one from a template:\n{cloned[name]}");
    }

    [Fact]
    public async Task Machines_OfOneTemplate_DifferInWhatMustDiffer()
    {
        const string New = "cat /proc/sys/kernel/random/boot_id /proc/sys/kernel/random/uuid; head -c 16 /dev/urandom | od -An -tx1; echo $RANDOM$RANDOM$RANDOM; grep -c . /proc/self/auxv >/dev/null; cat /proc/sys/kernel/hostname";
        var first = await LinesAsync(New);
        var second = await LinesAsync(New);
        var third = await LinesAsync(New);

        for (var i = 0; i < first.Length; i++)
            Assert.Equal(3, new HashSet<string>([first[i], second[i], third[i]]).Count);
    }

    [Fact]
    public async Task Clock_LongAfterTheTemplate_IsRightAndUptimeIsYoung()
    {
        await LinesAsync("true");
        var lines = await LinesAsync("date +%s; cut -d' ' -f1 /proc/uptime; awk '/btime/ {print $2}' /proc/stat");

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(long.Parse(lines[0], CultureInfo.InvariantCulture), now - 60, now + 1);
        var uptime = double.Parse(lines[1], CultureInfo.InvariantCulture);
        Assert.InRange(uptime, 0.1, 60);
        Assert.InRange(long.Parse(lines[2], CultureInfo.InvariantCulture), long.Parse(lines[0], CultureInfo.InvariantCulture) - (long)uptime - 2, now);
    }

    private async Task<string> ShowAsync(params string[] options) =>
        (await _data.RunAsync(["run", "--hostname", "box", "-e", "A=1", .. SameNetwork, .. options, Checkout.Image("debian"), "bash", "-c", Comparable])).Expect(0).Output;

    private async Task<string[]> LinesAsync(string script) =>
        (await _data.RunAsync("run", Checkout.Image("debian"), "bash", "-c", script)).Expect(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string> Sections(string text) =>
        Heading().Split(text).Skip(1).Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);

    [GeneratedRegex("(?m)^## (.*)$")]
    private static partial Regex Heading();
}
