using Microsoft.Win32.SafeHandles;
using Slipway.Images.Layers;
using Slipway.Images.Rootfs;

namespace Slipway.Images.Snapshots;

/// <summary>The filesystems of one machine. Its owner disposes it once the machine has ended.</summary>
/// <param name="layers">To be stacked below <paramref name="writable"/>, from the lowest; none: that is the whole root. They stay the lease's.</param>
/// <param name="writable">The machine's own; becomes the snapshot's.</param>
/// <param name="identity">The UUID that <paramref name="writable"/> must carry; null where nobody knows.</param>
/// <param name="release">Called once by disposal, after the file is closed: gives back what the snapshotter holds for the snapshot elsewhere.</param>
public sealed class Snapshot(IReadOnlyList<RootfsLayer> layers, SafeFileHandle writable, Guid? identity, Func<ValueTask>? release = null) : IAsyncDisposable
{
    private Func<ValueTask>? _release = release;

    /// <summary>Filesystems that are only read, from the lowest; none where <see cref="Writable"/> is the whole root.</summary>
    public IReadOnlyList<RootfsLayer> Layers { get; } = layers;

    /// <summary>The filesystem that the machine writes to: a file without a name in the directory that was asked for, or a block device.</summary>
    public SafeFileHandle Writable { get; } = writable;

    /// <summary>
    /// Reads what every device is, for a name or a number may have come to mean another since; a start from another's device would destroy that. Some
    /// microseconds each.
    /// </summary>
    /// <exception cref="ImageException">One is not what it should be (<see cref="ImageErrorCode.Damaged"/>).</exception>
    public void Verify()
    {
        foreach (var layer in Layers)
            Verify(layer.File, layer.Identity, layer.Path);
        if (identity is { } expected)
            Verify(Writable, expected, "the machine's own disk");
    }

    public async ValueTask DisposeAsync()
    {
        Writable.Dispose();
        if (Interlocked.Exchange(ref _release, null) is { } giveBack)
            await giveBack();
    }

    private static void Verify(SafeFileHandle file, Guid expected, string name)
    {
        var found = FilesystemIdentity.Read(file)?.Uuid;
        if (found == expected)
            return;
        throw new ImageException(
            ImageErrorCode.Damaged,
            $"{name} should hold filesystem {expected} and holds {(found is { } other ? $"filesystem {other}" : "none")}: it is stale or another's, and no machine was started from it; remove the image and pull it again.");
    }
}
