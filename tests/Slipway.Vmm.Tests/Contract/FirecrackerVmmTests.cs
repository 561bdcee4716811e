using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Contract;

/// <summary>
/// The contract under a real Firecracker, the one that SLIPWAY_FIRECRACKER names, on a host whose KVM works; and what only Firecracker does. Skipped elsewhere.
/// </summary>
[Trait("Category", "HostVm")]
public sealed class FirecrackerVmmTests(TestGuest guest, ITestOutputHelper output) : VmmContract(guest, output), IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected override Accelerator Accelerator => Accelerator.Kvm;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Guest_TripleFault_IsToldFromARestart()
    {
        await using var machine = await (await VmmAsync()).StartAsync(Config("triplefault"), Token);

        Assert.IsType<VmExit.TripleFault>(await machine.Exited.WaitAsync(Token));
    }

    [Fact]
    public async Task Link_Open_LeavesNoNameOfTheMachine()
    {
        await using var machine = await (await VmmAsync()).StartAsync(Config("echo"), Token);

        await machine.Link.WriteAsync("hello"u8.ToArray(), Token);
        await machine.Link.ReadExactlyAsync(new byte[5], Token);

        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
        Assert.True(Directory.Exists($"/proc/{machine.ProcessId}"));
    }

    [Fact]
    public async Task Dispose_BeforeTheLinkIsOpen_LeavesNoDirectory()
    {
        var machine = await (await VmmAsync()).StartAsync(Config("echo"), Token);

        await machine.DisposeAsync();

        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
        await Assert.ThrowsAnyAsync<IOException>(async () => await machine.Link.ReadExactlyAsync(new byte[1], Token));
    }

    [Fact]
    public async Task Start_OnPci_HasDisks()
    {
        using var disk = Linux.Files.UnnamedFile.Create(Path.GetTempPath());
        RandomAccess.SetLength(disk, 1 << 20);
        var vmm = new FirecrackerVmm(RealFirecracker.Require(), _directory.Path, TimeProvider.System) { UsesPci = true };

        await using var machine = await vmm.StartAsync(Config("disks") with { Drives = [new DriveConfig("upper", disk, IsReadOnly: false)] }, Token);
        await machine.Exited.WaitAsync(Token);

        Assert.Equal((byte)'x', Content(disk)[0]);
    }

    protected override Task<IVmm> VmmAsync() => Task.FromResult<IVmm>(new FirecrackerVmm(RealFirecracker.Require(), _directory.Path, TimeProvider.System));
}
