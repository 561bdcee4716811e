using Microsoft.Win32.SafeHandles;
using Slipway.Images.Conversion;
using Slipway.Images.Store;
using Slipway.Linux.Files;
using Slipway.Linux.Loops;
using Slipway.Linux.Mounts;
using Slipway.Linux.Processes;
using Slipway.Linux.Tools;

namespace Slipway.Images.Snapshots;

/// <summary>
/// A filesystem made by mkfs.ext4 on a loop device, and the image's tree copied into it by cp, for each machine anew: the first design of those who inspired
/// this program, kept as what the others are compared with. For root. It takes as long as copying the image does.
/// <code>
/// image as one file ─► loop device ─► mount, read-only ─┐
///                                                      ├─► cp -a
/// file without a name ─► loop device ─► mkfs, mount ────┘        the machine gets the file; devices and mounts have no names and are gone by then
/// </code>
/// </summary>
public sealed class LoopSnapshotter(ImageStore store) : ISnapshotter
{
    private const string MakeFilesystem = "mkfs.ext4";
    private const string MakeFilesystemPackage = "e2fsprogs";
    private const string Copy = "cp";
    private const string CopyPackage = "coreutils";

    /// <summary>What is left on a disk on which there was no room for something.</summary>
    private const long FullBelowBytes = 8 << 20;

    /// <inheritdoc/>
    public string Name => "loop";

    /// <inheritdoc/>
    public bool GivesWholeRoot => true;

    /// <inheritdoc/>
    public Task<string?> ProbeAsync(string directory, CancellationToken cancellationToken) => Task.FromResult(
        !Environment.IsPrivilegedProcess ? "it needs root, for loop devices and mounts"
        : ProgramPath.TryFind(MakeFilesystem) is null ? $"{MakeFilesystem} is not on PATH; install {MakeFilesystemPackage}"
        : ProgramPath.TryFind(Copy) is null ? $"{Copy} is not on PATH; install {CopyPackage}"
        : LoopDevice.FindObstacle() is { } obstacle ? $"there are no loop devices here ({obstacle})"
        : null);

    /// <inheritdoc/>
    public async Task<Snapshot> CreateAsync(ImageLease image, SnapshotConfig config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(config);
        if (await ProbeAsync(config.Directory, cancellationToken) is { } reason)
            throw new ImageException(ImageErrorCode.Unsupported, $"{image.Name} cannot be given to a machine by a loop device: {reason}, or take --snapshotter overlay.");
        var root = await store.FlattenAsync(image, cancellationToken);
        using var source = root.File;
        var identity = Guid.NewGuid();
        var writable = UnnamedFile.Create(config.Directory, file => RandomAccess.SetLength(file, RandomAccess.GetLength(source) + config.WritableBytes));
        try
        {
            await FillAsync(writable, source, identity, cancellationToken);
            return new Snapshot([], writable, identity);
        }
        catch (Exception e)
        {
            writable.Dispose();
            // Who writes through a loop device to a full disk is told of an input/output error.
            if (e is IOException && new DriveInfo(config.Directory).AvailableFreeSpace < FullBelowBytes)
                throw config.NoRoomFor(RandomAccess.GetLength(source), e);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task FillAsync(SafeFileHandle writable, SafeFileHandle source, Guid identity, CancellationToken cancellationToken)
    {
        using var to = LoopDevice.Attach(writable, isReadOnly: false);
        await RunAsync(MakeFilesystem, MakeFilesystemPackage, ["-q", "-F", "-U", $"{identity}", "-L", "slipway-loop", "-O", "^has_journal", to.Path], cancellationToken);
        using var from = LoopDevice.Attach(source, isReadOnly: true);
        using var image = DetachedMount.OfDevice(from.Path, isReadOnly: true);
        using var target = DetachedMount.OfDevice(to.Path, isReadOnly: false);
        await RunAsync(Copy, CopyPackage, ["-a", "--sparse=auto", image.PathForOthers, target.PathForOthers], cancellationToken);
        await DedicatedThread.RunAsync("loop-sync", () =>
        {
            target.MakeReadOnly();
            return true;
        });
    }

    private static async Task RunAsync(string program, string package, string[] arguments, CancellationToken cancellationToken)
    {
        await using var tool = PipedTool.Start(program, arguments, workingDirectory: null, package);
        await tool.FinishAsync(cancellationToken);
    }
}
