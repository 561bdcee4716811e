using Slipway.Filesystems.Ext4;
using Slipway.Images.Store;
using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Images.Snapshots;

/// <summary>
/// The image as one file whose blocks each machine's file shares until it writes them (FICLONE), enlarged by what the machine may write. For XFS and btrfs. The
/// first machine of an image waits until that file is made.
/// </summary>
public sealed class ReflinkSnapshotter(ImageStore store) : ISnapshotter
{
    /// <inheritdoc/>
    public string Name => "reflink";

    /// <inheritdoc/>
    public bool GivesWholeRoot => true;

    /// <inheritdoc/>
    public Task<string?> ProbeAsync(string directory, CancellationToken cancellationToken)
    {
        using var from = store.CreateUnnamed();
        using var to = UnnamedFile.Create(directory);
        RandomAccess.SetLength(from, 1);
        var errno = SparseFile.TryShare(from, to);
        return Task.FromResult(errno == 0 ? null : Reason(directory, errno));
    }

    /// <inheritdoc/>
    public async Task<Snapshot> CreateAsync(ImageLease image, SnapshotConfig config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(config);
        cancellationToken.ThrowIfCancellationRequested();
        var root = await store.FlattenAsync(image, cancellationToken);
        using var file = root.File;
        var size = RandomAccess.GetLength(file) + config.WritableBytes;
        try
        {
            var writable = UnnamedFile.Create(config.Directory, clone =>
            {
                var errno = SparseFile.TryShare(file, clone);
                if (errno is Errno.NoSpace or Errno.OverQuota)
                    throw new LinuxException("ioctl FICLONE", errno, root.Path);
                if (errno != 0)
                    throw new ImageException(ImageErrorCode.Unsupported, $"{image.Name} cannot be given to a machine by reflink: {Reason(config.Directory, errno)}; take --snapshotter overlay.");
                Ext4Growth.Grow(clone, size);
            });
            return new Snapshot([], writable, root.Identity);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw config.NoRoomFor(config.WritableBytes, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Reason(string directory, int errno) => errno switch
    {
        Errno.OtherDevice => $"{directory} is not on the file system of the images, and blocks are shared within one",
        _ => $"the file system of {directory} ({new DriveInfo(directory).DriveFormat}) cannot share blocks between files; XFS and btrfs can",
    };
}
