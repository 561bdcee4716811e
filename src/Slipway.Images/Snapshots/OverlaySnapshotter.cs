using Slipway.Images.Rootfs;
using Slipway.Linux.Files;

namespace Slipway.Images.Snapshots;

/// <summary>The converted layers as they are, and a sparse writable filesystem that the guest's overlayfs lays over them. Works on every filesystem.</summary>
public sealed class OverlaySnapshotter : ISnapshotter
{
    /// <inheritdoc/>
    public string Name => "overlay";

    /// <inheritdoc/>
    public bool GivesWholeRoot => false;

    /// <inheritdoc/>
    public Task<string?> ProbeAsync(string directory, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public Task<Snapshot> CreateAsync(ImageLease image, SnapshotConfig config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(config);
        cancellationToken.ThrowIfCancellationRequested();
        var identity = Guid.NewGuid();
        try
        {
            var writable = WritableLayer.Create(config.Directory, config.WritableBytes, identity, image.Directories, config.Moment);
            return Task.FromResult(new Snapshot(image.Layers, writable, identity));
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw config.NoRoomFor(config.WritableBytes, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
