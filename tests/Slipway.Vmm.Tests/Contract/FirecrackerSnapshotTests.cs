using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Tests.Contract;

/// <summary>
/// The contract under a real Firecracker, and what only Firecracker does; see <see cref="FirecrackerVmmTests"/>. Not among what a host in a VM runs unasked: it takes three
/// minutes there.
/// </summary>
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
    public async Task Restore_LinkOpen_LeavesNoNameOfTheMachine()
    {
        var (vmm, snapshot) = await SavedAsync();
        await using var machine = await vmm.RestoreAsync(Config("sum"), snapshot, Token);

        Assert.Equal(7 + 1, await AddAsync(machine, 1));

        Assert.Empty(Directory.GetFileSystemEntries(_machines.Path));
    }

    protected override Task<IVmm> VmmAsync() => Task.FromResult<IVmm>(new FirecrackerVmm(RealFirecracker.Require(), _machines.Path, TimeProvider.System));
}
