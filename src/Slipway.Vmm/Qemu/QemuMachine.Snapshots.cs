using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Qemu;

/// <content>
/// Saving and loading by QEMU's migration (qemu: docs/devel/migration.rst). The memory stays in its file and is left out of the stream (x-ignore-shared), so
/// that a stream has some hundred KiB. It goes through an open file that is handed over: QEMU's sandbox lets it start no programs.
/// </content>
internal sealed partial class QemuMachine
{
    private const string StateName = "state";
    private const int SectorBytes = 512;
    private const string Capabilities = """{"capabilities":[{"capability":"x-ignore-shared","state":true},{"capability":"events","state":true}]}""";

    private readonly SafeFileHandle? _memory;
    private readonly Func<HostProcessor> _readHost;
    private readonly TaskCompletionSource<string> _migrated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _version = "";

    public Task PauseAsync(CancellationToken cancellationToken) => _monitor.ExecuteAsync("stop", null, cancellationToken);

    public async Task<MemorySnapshot> SaveAsync(CancellationToken cancellationToken)
    {
        if (_config.SnapshotDirectory is not { } directory || _memory is null)
            throw new VmmException("the machine was started without a directory to be saved into");
        await AnnounceDrivesAsync(cancellationToken);
        using var state = UnnamedFile.Create(directory);
        await _monitor.ExecuteAsync("migrate-set-capabilities", Capabilities, cancellationToken);
        await _monitor.GiveFileAsync(StateName, state, cancellationToken);
        await _monitor.ExecuteAsync("migrate", $$"""{"uri":"fd:{{StateName}}"}""", cancellationToken);
        await RequireMigratedAsync("save", cancellationToken);
        SparseFile.ReleaseHoles(_memory);
        return MemorySnapshot.Publish(directory, _memory, state, QemuVmm.VmmName, _version, _readHost(), _config);
    }

    // A placeholder gets longer while the guest stands still: the interrupt that says so is saved with the machine, and the first thing that each clone does
    // is to ask for the length, which is that of its own drive.
    private async Task AnnounceDrivesAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _config.Drives.Count; i++)
        {
            if (_config.Drives[i] is not { IsPlaceholder: true, File: var file })
                continue;
            var longer = RandomAccess.GetLength(file) + SectorBytes;
            await _monitor.ExecuteAsync("block_resize", $$"""{"node-name":"{{QemuCommandLine.NodeOf(i)}}","size":{{longer}}}""", cancellationToken);
        }
    }

    private async Task LoadAsync(MemorySnapshot snapshot, CancellationToken cancellationToken)
    {
        snapshot.RequireVmm(QemuVmm.VmmName, _version);
        await _monitor.ExecuteAsync("migrate-set-capabilities", Capabilities, cancellationToken);
        await _monitor.ExecuteAsync("migrate-incoming", $$"""{"uri":"fd:{{QemuDescriptors.StateOf(_config)}}"}""", cancellationToken);
        await RequireMigratedAsync("load", cancellationToken);
        await _monitor.ExecuteAsync("cont", null, cancellationToken);
    }

    // QEMU says "failed" and, when it was loading, ends; a QEMU that ends in between says nothing.
    private async Task RequireMigratedAsync(string what, CancellationToken cancellationToken)
    {
        await Task.WhenAny(_migrated.Task, _monitor.Ended).WaitAsync(cancellationToken);
        if (!_migrated.Task.IsCompletedSuccessfully)
            throw new VmmException($"QEMU ended before it could {what} the machine");
        if (await _migrated.Task is not "completed" and var status)
            throw new VmmException($"QEMU could not {what} the machine: {status}");
    }

    private void OnMigration(string status)
    {
        if (status is "completed" or "failed" or "cancelled")
            _migrated.TrySetResult(status);
    }
}
