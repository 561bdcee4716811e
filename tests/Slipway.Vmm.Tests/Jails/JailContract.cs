using System.Diagnostics;
using Slipway.Linux.Files;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Tests.Contract;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>What every jail holds and leaves, whichever VMM is in it, judged by /proc. Alone, since it looks at all that this process has running.</summary>
[Collection(AloneCollection.Name)]
public abstract class JailContract(TestGuest guest) : IClassFixture<TestGuest>
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What this VMM's machines are executed by.</summary>
    protected abstract Accelerator Accelerator { get; }

    /// <summary>The names in the root that this VMM sees, all of them, without what is under /usr/lib.</summary>
    protected abstract IReadOnlySet<string> Root { get; }

    /// <summary>The VMM; skips the test where it cannot run or be confined.</summary>
    protected abstract IVmm Vmm();

    private VmConfig Config(string test) => guest.Config(test, Accelerator);

    [Fact]
    public async Task Process_Status_IsOfAUserOfItsOwnWithoutRights()
    {
        await using var machine = await StartAsync();
        var user = JailTraces.UserOf(machine.ProcessId);

        var status = await File.ReadAllLinesAsync($"/proc/{machine.ProcessId}/status", Token);

        Assert.InRange(user, 0x7000_0001u, 0x7001_0000u);
        Assert.Contains($"Uid:\t{user}\t{user}\t{user}\t{user}", status);
        Assert.Contains($"Gid:\t{user}\t{user}\t{user}\t{user}", status);
        Assert.Contains("Groups:\t ", status);
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("Seccomp:\t2", status);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Contains("CapPrm:\t0000000000000000", status);
        Assert.Contains("CapInh:\t0000000000000000", status);
        Assert.Contains("CapAmb:\t0000000000000000", status);
    }

    [Fact]
    public async Task Process_Namespaces_AreItsOwn()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();

        foreach (var kind in (string[])["mnt", "pid", "ipc", "uts", "net"])
        {
            var seen = new[] { "self", $"{first.ProcessId}", $"{second.ProcessId}" }.Select(process => new FileInfo($"/proc/{process}/ns/{kind}").LinkTarget);
            Assert.Equal(3, seen.Distinct().Count());
        }
    }

    [Fact]
    public async Task Process_Root_HoldsWhatItNeedsOnly()
    {
        await using var machine = await StartAsync();

        var names = ListRoot($"/proc/{machine.ProcessId}/root");

        Assert.Equal(Root.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Process_Limits_AreSet()
    {
        await using var machine = await StartAsync();

        var limits = await File.ReadAllTextAsync($"/proc/{machine.ProcessId}/limits", Token);

        Assert.Matches("Max core file size +0 +0 ", limits);
        Assert.Matches("Max open files +1024 +1024 ", limits);
    }

    [Fact]
    public async Task Process_Descriptors_AreOfThisMachineAndReadOnlyDrivesOnlyToRead()
    {
        using var disk = UnnamedFile.Create(Path.GetTempPath());
        RandomAccess.SetLength(disk, 1 << 20);
        await using var machine = await Vmm().StartAsync(Config("echo") with { Drives = [new DriveConfig("disk", disk, IsReadOnly: true)] }, Token);
        await EchoAsync(machine);

        var files = Directory.GetFiles($"/proc/{machine.ProcessId}/fd").Select(path => (Number: Path.GetFileName(path), Target: new FileInfo(path).LinkTarget ?? "")).ToArray();
        var drives = files.Where(file => file.Target.StartsWith(Path.GetTempPath() + "#", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(drives);
        Assert.All(drives, drive => Assert.Equal(0, FlagsOf(machine.ProcessId, drive.Number) & 3));
        Assert.DoesNotContain(files, file => file.Target.StartsWith(JailTraces.Slots, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Group_Limits_AreTheMachines()
    {
        await using var machine = await StartAsync();
        Assert.SkipWhen(TestJail.Require().Missing.Count > 0, string.Join("; ", TestJail.Require().Missing));

        var group = JailTraces.GroupOf(machine.ProcessId);

        Assert.NotNull(group);
        var memoryMib = 128 + 128 + (Accelerator == Accelerator.Tcg ? 1024 : 0);
        Assert.Equal("150000 100000", Read("cpu.max"));
        Assert.Equal($"{memoryMib * 1024L * 1024}", Read("memory.max"));
        Assert.Equal("129", Read("pids.max"));
        Assert.Contains($"{machine.ProcessId}", Read("cgroup.procs").Split('\n'));
        await machine.DisposeAsync();
        Assert.False(Directory.Exists(group));

        string Read(string file) => File.ReadAllText(Path.Combine(group!, file)).Trim();
    }

    [Fact]
    public async Task Machine_EndsByItself_LeavesNothingThoughItIsNotDisposed()
    {
        var machine = await Vmm().StartAsync(Config("disks"), Token);

        await machine.Exited.WaitAsync(Token);

        Assert.Empty(JailTraces.Find());
        await machine.DisposeAsync();
    }

    [Fact]
    public async Task Machine_Killed_LeavesNothing()
    {
        var machine = await StartAsync();

        using (var process = Process.GetProcessById(machine.ProcessId))
            process.Kill();
        await machine.Exited.WaitAsync(Token);

        Assert.Empty(JailTraces.Find());
        await machine.DisposeAsync();
    }

    [Fact]
    public async Task Machines_TenAtOnceOfWhichTwoFail_LeaveNothing()
    {
        var vmm = Vmm();
        var broken = Config("echo") with { KernelFile = "/etc/hostname" };

        var starting = Enumerable.Range(0, 10).Select(number => StartOrFailAsync(vmm, number is 3 or 7 ? broken : Config("echo"))).ToArray();
        var machines = (await Task.WhenAll(starting)).OfType<IVirtualMachine>().ToArray();
        var users = machines.Select(machine => JailTraces.UserOf(machine.ProcessId)).ToArray();
        foreach (var machine in machines)
            await machine.DisposeAsync();

        Assert.Equal(8, users.Distinct().Count());
        Assert.Empty(JailTraces.Find());
    }

    [Fact]
    public async Task Start_WhatAKilledOwnerLeft_IsRemoved()
    {
        var vmm = Vmm();
        var left = Directory.CreateDirectory($"{JailTraces.Slots}/1879113729");

        await using var machine = await vmm.StartAsync(Config("echo"), Token);

        Assert.False(Directory.Exists(left.FullName));
    }

    private Task<IVirtualMachine> StartAsync() => Vmm().StartAsync(Config("echo"), Token);

    private static async Task<IVirtualMachine?> StartOrFailAsync(IVmm vmm, VmConfig config)
    {
        try
        {
            return await vmm.StartAsync(config, Token);
        }
        catch (VmmException)
        {
            return null;
        }
    }

    private static async Task EchoAsync(IVirtualMachine machine)
    {
        var answer = new byte[1];
        await machine.Link.WriteAsync(answer, Token);
        await machine.Link.ReadExactlyAsync(answer, Token);
    }

    private static int FlagsOf(int process, string descriptor)
    {
        var line = File.ReadLines($"/proc/{process}/fdinfo/{descriptor}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return Convert.ToInt32(line["flags:".Length..].Trim(), 8);
    }

    /// <summary>Every path below a root, with what a mounted directory of the host holds left out.</summary>
    private static IEnumerable<string> ListRoot(string root)
    {
        var pending = new Stack<string>([""]);
        while (pending.TryPop(out var path))
        {
            foreach (var entry in Directory.GetFileSystemEntries(root + path))
            {
                var name = $"{path}/{Path.GetFileName(entry)}";
                yield return name;
                if (new FileInfo(entry).LinkTarget is null && Directory.Exists(entry) && name is not ("/usr/lib/x86_64-linux-gnu" or "/usr/lib64" or "/usr/share/qemu" or "/usr/share/seabios"))
                    pending.Push(name);
            }
        }
    }
}
