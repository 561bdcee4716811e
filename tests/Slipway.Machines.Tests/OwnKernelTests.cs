using System.Text.RegularExpressions;
using Slipway.Machines.Tests.Running;

namespace Slipway.Machines.Tests;

/// <summary>What <c>kernel/config</c> promises, asked of the running kernel and of other people's judges.</summary>
public sealed partial class OwnKernelTests
{
    private const string CheckConfig = "/usr/share/docker.io/contrib/check-config.sh";

    [Fact]
    public async Task Config_CheckedByMoby_NothingNecessaryIsMissing()
    {
        Assert.SkipUnless(File.Exists(CheckConfig), $"{CheckConfig} of the package docker.io is not here");
        var (_, said) = await Tool.RunAsync("bash", CheckConfig, OwnKernel.RequireConfig());
        var plain = Colour().Replace(said, "");
        var necessary = plain[plain.IndexOf("Generally Necessary:", StringComparison.Ordinal)..plain.IndexOf("Optional Features:", StringComparison.Ordinal)];
        Assert.Contains("- CONFIG_OVERLAY_FS: enabled", plain, StringComparison.Ordinal);
        Assert.Contains("- CONFIG_NAMESPACES: enabled", necessary, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", necessary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_EveryWantedOption_IsInTheRunningKernel()
    {
        var wanted = (await File.ReadAllLinesAsync(Path.Combine(Checkout.Root, "kernel/config"), TestContext.Current.CancellationToken))
            .Select(line => line.Split('#')[0].Trim()).Where(line => line.EndsWith("=y", StringComparison.Ordinal));
        var result = await RunAsync("zcat /proc/config.gz");
        Assert.Empty(wanted.Except(result.Output.Split('\n')));
    }

    [Fact]
    public async Task Guest_FileSystemsAndControllers_AreThere()
    {
        var result = await RunAsync("cat /proc/filesystems; cat /sys/fs/cgroup/cgroup.controllers");
        foreach (var type in (string[])["ext2", "ext4", "overlay", "erofs", "fuse", "virtiofs", "tmpfs", "devpts", "mqueue", "hugetlbfs", "cgroup2", "binfmt_misc"])
            Assert.Contains($"\t{type}\n", result.Output, StringComparison.Ordinal);
        var controllers = result.Output.TrimEnd().Split('\n')[^1].Split(' ');
        Assert.Empty(((string[])["cpuset", "cpu", "io", "memory", "hugetlb", "pids", "rdma", "misc"]).Except(controllers));
    }

    [Fact]
    public async Task Guest_Namespaces_CanAllBeMade()
    {
        var result = await RunAsync("unshare --user --map-root-user --mount --uts --ipc --net --pid --fork --cgroup --time bash -c 'echo $$; cat /proc/net/dev | wc -l'");
        Assert.Equal("1\n3\n", result.Output);
    }

    [Fact]
    public async Task Guest_Hardening_IsOn()
    {
        var result = await RunAsync("cd /proc/sys; cat kernel/modules_disabled net/core/bpf_jit_enable kernel/unprivileged_bpf_disabled; ls /dev/mem /dev/port /proc/kcore 2>/dev/null | wc -l");
        Assert.Equal("1\n1\n2\n0\n", result.Output);
    }

    [Fact]
    public async Task Guest_Kernel_IsTheOneThatWasAskedFor()
    {
        var result = await RunAsync("uname -r; grep -c . /proc/modules");
        Assert.Matches(@"^6\.\d+\.\d+-slipway\n0\n$", result.Output);
    }

    private static async Task<SlipwayResult> RunAsync(string script)
    {
        var result = await SlipwayProcess.RunAsync("run", "--kernel", OwnKernel.Require(), Checkout.Image("debian"), "bash", "-c", script);
        Assert.True(result.ExitCode is 0 or 1, result.Error);
        return result;
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m")]
    private static partial Regex Colour();
}
