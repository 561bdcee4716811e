using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Firecracker;

/// <summary>Starts that fail, each a sentence, with nothing left behind. They need neither KVM nor a Firecracker.</summary>
public sealed class FirecrackerStartTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("/bin/true", "/bin/true did not start the machine: it ended before its API was there")]
    [InlineData("/bin/false", "it ended before its API was there; Firecracker ended with exit code 1: it said nothing")]
    [InlineData("/bin/ls", "exit code 2: /bin/ls: unrecognized option")]
    [InlineData("/etc/passwd", "Permission denied")]
    public async Task Start_NoFirecracker_SaysHowItEndedAndLeavesNothing(string program, string message)
    {
        var error = await Assert.ThrowsAsync<VmmException>(() => Vmm(program).StartAsync(Config(), Token));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory["machines"]));
    }

    [Fact]
    public async Task Start_Cancelled_LeavesNothing()
    {
        var program = await ScriptAsync("exec sleep 1000");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var starting = Vmm(program).StartAsync(Config(), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        Assert.Empty(Directory.GetFileSystemEntries(_directory["machines"]));
    }

    [Fact]
    public async Task Start_AnOwnerWasKilled_ItsDirectoryIsRemovedAndALivingOnesStays()
    {
        Directory.CreateDirectory(_directory["machines/0123456789abcdef"]);
        await File.WriteAllTextAsync(_directory["machines/0123456789abcdef/api.sock"], "", Token);
        using var living = FirecrackerDirectory.Create(_directory["machines"], new FirecrackerProgram("/bin/true"));
        var kept = Assert.Single(Directory.GetFileSystemEntries(_directory["machines"]));

        await Assert.ThrowsAsync<VmmException>(() => Vmm("/bin/true").StartAsync(Config(), Token));

        Assert.Equal([kept], Directory.GetFileSystemEntries(_directory["machines"]));
    }

    [Fact]
    public void Start_ToBeSavedByAnOldRelease_IsRefused()
    {
        var config = Config() with { SnapshotDirectory = _directory.Path };
        using var plan = new FirecrackerPlan(config, FirecrackerDescriptors.PathsOf(config, isRestored: false), null, SnapshotFiles.Create(_directory.Path, config.MemoryMib));

        var error = Assert.Throws<VmmException>(() => plan.RequireVersion(new FirecrackerVersion(1, 15, 1)));

        Assert.StartsWith("Firecracker 1.15.1 does not save machines so that they can go on; from 1.16.0 on it does.", error.Message, StringComparison.Ordinal);
        plan.RequireVersion(new FirecrackerVersion(1, 16, 0));
    }

    [Fact]
    public async Task Start_WhatFirecrackerCannot_NamesEveryFault()
    {
        var config = Config() with { VcpuCount = 33, Accelerator = Accelerator.Tcg, Network = new UserNetworkConfig() };

        var error = await Assert.ThrowsAsync<VmmException>(() => Vmm("/bin/true").StartAsync(config, Token));

        Assert.Equal(
            "the machine's configuration cannot work: Firecracker needs KVM and does not emulate; 33 processors; Firecracker has at most 32; "
            + "Firecracker has no network of its own, as QEMU's user network is one; give it a tap device or no network",
            error.Message);
    }

    [Fact]
    public void Find_ConfiguredAndMissing_NamesTheVariable() =>
        Assert.Equal("there is no Firecracker /no/firecracker, which SLIPWAY_FIRECRACKER names.", Assert.Throws<FileNotFoundException>(() => FirecrackerProgram.Find("/no/firecracker")).Message);

    [Fact]
    public async Task Describe_TooOld_SaysWhatIsNeeded()
    {
        var program = new FirecrackerProgram(await ScriptAsync("echo 'Firecracker v1.7.0'"));

        var error = await Assert.ThrowsAsync<VmmException>(() => program.DescribeAsync(Token));

        Assert.Equal($"{program.Path} is Firecracker 1.7.0, which is too old: install 1.8.0 or newer", error.Message);
    }

    private static VmConfig Config() => FirecrackerRequests.Config with { KernelFile = "/etc/hostname", InitrdFile = null, Drives = [], Network = null };

    private FirecrackerVmm Vmm(string program) => new(new FirecrackerProgram(program), _directory["machines"], TimeProvider.System);

    private async Task<string> ScriptAsync(string body)
    {
        await File.WriteAllTextAsync(_directory["program"], $"#!/bin/sh\n{body}\n", Token);
        File.SetUnixFileMode(_directory["program"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return _directory["program"];
    }
}
