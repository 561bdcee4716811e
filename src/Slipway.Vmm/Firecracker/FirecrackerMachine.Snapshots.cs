using Slipway.Linux.Files;
using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Firecracker;

/// <content>
/// Saving (Firecracker: docs/snapshotting/snapshot-support.md). It writes the whole memory, zeros too, into a file that was made before it started; afterwards the
/// zeros are holes again.
/// </content>
internal sealed partial class FirecrackerMachine
{
    public Task PauseAsync(CancellationToken cancellationToken) => _client.SendAsync(new VmStateUpdate(VmState.Paused).Patch(), cancellationToken);

    public async Task<MemorySnapshot> SaveAsync(CancellationToken cancellationToken)
    {
        if (_plan is not { Config.SnapshotDirectory: { } directory, Paths.Saved: { } paths, SavedFiles: { } files })
            throw new VmmException("the machine was started without a directory to be saved into");
        // Never a differential one: it leaves out what is swapped out (mincore(2)).
        await _client.SendAsync(new SnapshotCreate { SnapshotPath = paths.State, MemFilePath = paths.Memory, SnapshotType = SnapshotType.Full }.Put(), cancellationToken);
        SparseFile.ReleaseZeros(files.Memory);
        return MemorySnapshot.Publish(directory, files.Memory, files.State, FirecrackerVmm.VmmName, _client.Version.ToString(), FirecrackerVmm.ReadHost(), _plan.Config);
    }
}
