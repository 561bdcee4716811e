using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Contract;

/// <summary>The contract under a real Firecracker, and what only Firecracker does; see <see cref="FirecrackerVmmTests"/>.</summary>
[Trait("Category", "HostVm")]
public sealed class FirecrackerSnapshotTests(TestGuest guest, SavedMachine saved) : SnapshotContract(guest, saved)
{
    private readonly TemporaryDirectory _machines = new();

    protected override Accelerator Accelerator => Accelerator.Kvm;

    public override void Dispose()
    {
        _machines.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task Restore_OtherDrives_TheGuestIsToldTheirLengthsAndReadsThem()
    {
        var vmm = await VmmAsync();
        using var placeholder = Drive(1, "before");
        using var first = Drive(16, "first");
        using var second = Drive(4096, "second");
        var config = Config("drives");
        await using (var machine = await vmm.StartAsync(config with { Drives = [new DriveConfig("d", placeholder, IsReadOnly: true)], SnapshotDirectory = Own }, Token))
        {
            Assert.Equal((1, "before"), await LookAsync(machine));
            await machine.PauseAsync(Token);
            await machine.SaveAsync(Token);
        }

        var snapshot = Snapshots.MemorySnapshot.Open(Own);
        await using var one = await vmm.RestoreAsync(config with { Drives = [new DriveConfig("d", first, IsReadOnly: true)] }, snapshot, Token);
        await using var two = await vmm.RestoreAsync(config with { Drives = [new DriveConfig("d", second, IsReadOnly: true)] }, snapshot, Token);

        Assert.Equal((16, "first"), await LookAsync(one));
        Assert.Equal((4096, "second"), await LookAsync(two));
    }

    [Fact]
    public async Task Restore_LinkOpen_LeavesNoNameOfTheMachine()
    {
        var (vmm, snapshot) = await SavedAsync();
        await using var machine = await vmm.RestoreAsync(Config("sum"), snapshot, Token);

        Assert.Equal(7 + 1, await AddAsync(machine, 1));

        Assert.Empty(Directory.GetFileSystemEntries(_machines.Path));
    }

    protected override Task<IVmm> VmmAsync() => Task.FromResult<IVmm>(new FirecrackerVmm(RealFirecracker.Require(), _machines.Path, TimeProvider.System));

    private static SafeFileHandle Drive(int sectors, string text)
    {
        var file = UnnamedFile.Create(Path.GetTempPath());
        RandomAccess.SetLength(file, sectors * 512);
        RandomAccess.Write(file, System.Text.Encoding.ASCII.GetBytes(text), 0);
        return file;
    }

    /// <summary>The length in sectors of the guest's drive, as soon as it is none of a single sector if it was one before, and the text it begins with.</summary>
    private static async Task<(int Sectors, string Text)> LookAsync(IVirtualMachine machine)
    {
        var answer = new byte[16];
        await machine.Link.WriteAsync("?"u8.ToArray(), Token);
        await machine.Link.ReadExactlyAsync(answer, Token);
        return (BinaryPrimitives.ReadInt32LittleEndian(answer), System.Text.Encoding.ASCII.GetString(answer.AsSpan(4)).TrimEnd('\0'));
    }
}
