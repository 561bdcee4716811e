namespace Slipway.HostVm.Tests;

/// <summary>Control groups and namespaces.</summary>
public sealed class IsolationTests
{
    [Theory]
    [InlineData("cpu.max", "50000 100000")]
    [InlineData("memory.max", "67108864")]
    [InlineData("pids.max", "17")]
    [InlineData("cpu.weight", "250")]
    public async Task ControlGroup_Limit_IsKept(string file, string value)
    {
        var output = await RealHost.RunAsync($"""
            group=/sys/fs/cgroup/limit-test; mkdir "$group"; trap 'rmdir "$group"' EXIT
            echo '{value}' > "$group/{file}"; cat "$group/{file}"
            """);
        Assert.Equal(value + "\n", output);
    }

    [Fact]
    public async Task ControlGroup_MemoryLimit_KillsWhatExceedsIt()
    {
        var output = await RealHost.RunAsync("""
            group=/sys/fs/cgroup/oom-test; mkdir "$group"; trap 'rmdir "$group"' EXIT
            echo 16M > "$group/memory.max"
            (echo "$BASHPID" > "$group/cgroup.procs"; exec head -c 64M /dev/zero | tail > /dev/null) || true
            sed -n 's/^oom_kill //p' "$group/memory.events"
            """);
        Assert.NotEqual("0\n", output);
    }

    [Fact]
    public async Task ControlGroup_IoLimit_NamesADisk()
    {
        var output = await RealHost.RunAsync("""
            group=/sys/fs/cgroup/io-test; mkdir "$group"; trap 'rmdir "$group"' EXIT
            device=$(cat /sys/block/vdc/dev)
            echo "$device wbps=1048576" > "$group/io.max"; grep -o "wbps=1048576" "$group/io.max"
            """);
        Assert.Equal("wbps=1048576\n", output);
    }

    [Fact]
    public async Task Namespaces_NewOnes_AreEmpty()
    {
        var output = await RealHost.RunAsync("""
            unshare --pid --fork --mount-proc --net --uts --ipc --mount bash -c 'hostname inside; hostname; echo $$; ls /sys/class/net > /dev/null; ip -o link | wc -l'
            unshare --user --map-root-user id -u
            hostname
            """);
        Assert.Equal("inside\n1\n1\n0\nhost\n", output);
    }
}
