using Microsoft.Win32.SafeHandles;
using Slipway.Host.Suspension;
using Slipway.Images;
using Slipway.Images.Snapshots;
using Slipway.Linux.Files;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>
/// The disks of one machine (<see cref="DiskLayout"/>): a boot disk and a snapshot of an image. What of them is the machine's own has no name and vanishes with
/// it. Disposed once the machine has ended.
/// </summary>
internal sealed class MachineDisks : IAsyncDisposable
{
    private readonly SafeFileHandle _boot;
    private readonly Snapshot _snapshot;
    private readonly SafeFileHandle? _spare;

    private MachineDisks(SafeFileHandle boot, Snapshot snapshot, int spares, string directory)
    {
        (_boot, _snapshot) = (boot, snapshot);
        _spare = spares > 0 ? DiskLayout.CreateSpare(directory) : null;
        Drives = DiskLayout.DrivesOf(boot, snapshot.Writable, [.. snapshot.Layers.Select(layer => layer.File), .. Enumerable.Repeat(_spare!, spares)]);
    }

    public IReadOnlyList<DriveConfig> Drives { get; }

    /// <summary>The files of the layers, from the lowest; none where one disk is the whole root.</summary>
    public IReadOnlyList<string> LayerFiles => [.. _snapshot.Layers.Select(layer => Path.GetFileName(layer.Path))];

    /// <summary>Takes over a boot disk and a snapshot, also where it fails, once the latter's devices are what they should be.</summary>
    /// <param name="directory">Where there is room for a file of one sector.</param>
    /// <exception cref="ImageException">They are not.</exception>
    public static async Task<MachineDisks> CreateAsync(SafeFileHandle boot, Snapshot snapshot, string directory)
    {
        try
        {
            snapshot.Verify();
            return new MachineDisks(boot, snapshot, new DiskLayout(snapshot.Layers.Count).Spares, directory);
        }
        catch
        {
            boot.Dispose();
            await snapshot.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the machine's own two names in the directory they lie in, once nobody writes to them any more.</summary>
    /// <exception cref="IOException">They cannot be named or written to the disk.</exception>
    public void Publish(string directory)
    {
        using (var ofDevice = CopyOfDevice(directory))
        {
            var writable = ofDevice ?? _snapshot.Writable;
            RandomAccess.FlushToDisk(writable);
            if (!UnnamedFile.TryPublish(writable, Path.Combine(directory, SuspendedMachine.WritableName)))
                throw new IOException($"{directory} has a machine already.");
        }

        // A template's is shared and has a name of its own.
        using var copy = UnnamedFile.Create(directory);
        SparseFile.Copy(_boot, copy);
        RandomAccess.FlushToDisk(copy);
        UnnamedFile.TryPublish(copy, Path.Combine(directory, SuspendedMachine.BootDiskName));
    }

    /// <summary>A device goes with the machine: what is suspended has a copy. Null where the disk is a file.</summary>
    private SafeFileHandle? CopyOfDevice(string directory) =>
        DiskDevice.Is(_snapshot.Writable) ? UnnamedFile.Create(directory, copy => DiskDevice.Copy(_snapshot.Writable, copy)) : null;

    public async ValueTask DisposeAsync()
    {
        _boot.Dispose();
        _spare?.Dispose();
        await _snapshot.DisposeAsync();
    }
}
