using Microsoft.Win32.SafeHandles;
using Slipway.Containerd;
using Slipway.Containerd.Snapshots;
using Slipway.Images.Store;
using Slipway.Linux.Files;
using Slipway.Oci.Sources;

namespace Slipway.Images.Snapshots;

/// <summary>
/// A thin device for each machine, of containerd's devmapper snapshotter. The first machine of an image waits until containerd has the image and has unpacked it;
/// the others cost a device. How large the devices are is a matter of containerd's configuration.
/// <code>
/// hold (a lease in containerd, a lock here) ─► prepare on the image's snapshot ─► device ─► … ─► remove, end the lease
///                                                     └─ not there: ingest ─► unpack, once for each layer
/// </code>
/// </summary>
public sealed class ContainerdSnapshotter : ISnapshotter
{
    private const string Devmapper = "devmapper";

    /// <summary>An upload and an unpacking that take longer have come to nothing.</summary>
    private static readonly TimeSpan s_unpackingLifetime = TimeSpan.FromDays(1);

    private readonly ContainerdOptions _options;
    private readonly TimeProvider _clock;
    private readonly ContainerdHolds _holds;
    private readonly ContainerdImages _images;
    private readonly ContainerdUnpacking _unpacking;

    /// <summary>The probe's, for the machine that follows.</summary>
    private ContainerdClient? _probed;

    /// <param name="store">Which images are here, and what they consist of.</param>
    /// <param name="open">Opens the source of that name: containerd needs layers as they were pushed, which the store may have no more. What it gives is disposed here.</param>
    /// <param name="progress">Told of the layers that the first machine of an image waits for.</param>
    /// <param name="clock">Times calls.</param>
    public ContainerdSnapshotter(ImageStore store, ContainerdOptions options, Func<string, IImageSource> open, IProgress<ImageProgress> progress, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(store);
        _options = options;
        _clock = clock;
        _holds = new ContainerdHolds(store.ContainerdDirectory);
        _images = new ContainerdImages(store.ContainerdDirectory, store);
        _unpacking = new ContainerdUnpacking(_images, store, open, progress);
    }

    /// <inheritdoc/>
    public string Name => "containerd";

    /// <inheritdoc/>
    public bool GivesWholeRoot => true;

    /// <inheritdoc/>
    public async Task<string?> ProbeAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            return await ProbeAsync(cancellationToken);
        }
        catch (ContainerdException e)
        {
            return e.Message.TrimEnd('.');
        }
    }

    /// <inheritdoc/>
    public async Task<Snapshot> CreateAsync(ImageLease image, SnapshotConfig config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(config);
        try
        {
            var client = Interlocked.Exchange(ref _probed, null) ?? await ConnectAsync(cancellationToken);
            try
            {
                return await CreateAsync(client, image, config, cancellationToken);
            }
            catch
            {
                await client.DisposeAsync();
                throw;
            }
        }
        catch (ContainerdException e)
        {
            throw new ImageException(ImageErrorCode.Unsupported, $"{image.Name} cannot be given to a machine by containerd: {e.Message} Mend that, or take --snapshotter overlay.", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _probed, null) is { } unused)
            await unused.DisposeAsync();
    }

    private Task<ContainerdClient> ConnectAsync(CancellationToken cancellationToken) => ContainerdClient.ConnectAsync(_options, _clock, cancellationToken);

    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        var client = await ConnectAsync(cancellationToken);
        try
        {
            var reason = await client.Snapshotter(Devmapper).StatusAsync(cancellationToken) switch
            {
                SnapshotterStatus.Ready => null,
                SnapshotterStatus.Broken broken => $"the snapshotter {Devmapper} of containerd {client.ServerVersion} does not work: {broken.Reason}",
                _ => $"containerd {client.ServerVersion} has no snapshotter {Devmapper}",
            };
            if (reason is null)
                client = Interlocked.Exchange(ref _probed, client);
            return reason;
        }
        finally
        {
            if (client is not null)
                await client.DisposeAsync();
        }
    }

    private async Task<Snapshot> CreateAsync(ContainerdClient client, ImageLease image, SnapshotConfig config, CancellationToken cancellationToken)
    {
        await _holds.ReconcileAsync(client, cancellationToken);
        var snapshotter = client.Snapshotter(Devmapper);
        var hold = await _holds.TakeAsync(client, snapshotter, cancellationToken);
        try
        {
            var (origin, mounts) = await PrepareAsync(client, snapshotter, hold, image, cancellationToken);
            return new Snapshot([], Open(mounts, image, config), origin.Filesystem, async () =>
            {
                await hold.DisposeAsync();
                await client.DisposeAsync();
            });
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }

    private async Task<(ContainerdImage Origin, IReadOnlyList<SnapshotMount> Mounts)> PrepareAsync(
        ContainerdClient client, Snapshotter snapshotter, ContainerdHold hold, ImageLease image, CancellationToken cancellationToken)
    {
        if (_images.Find(image.Digest) is { } known)
        {
            try
            {
                return (known, await snapshotter.PrepareAsync(hold.Snapshot, known.Top, hold.Lease, cancellationToken));
            }
            catch (ContainerdException e) when (e.Code == ContainerdErrorCode.NotFound)
            {
                // containerd was cleared, or is another one by now.
            }
        }

        await _images.ReconcileAsync(client, cancellationToken);
        await using var unpacking = await client.Leases.CreateAsync(s_unpackingLifetime, hold.Labels, cancellationToken);
        var unpacked = await _unpacking.RunAsync(client, snapshotter, image, unpacking, cancellationToken);
        return (unpacked, await snapshotter.PrepareAsync(hold.Snapshot, unpacked.Top, hold.Lease, cancellationToken));
    }

    private static SafeFileHandle Open(IReadOnlyList<SnapshotMount> mounts, ImageLease image, SnapshotConfig config)
    {
        if (mounts is not [{ BlockDevice: { } path }])
            throw new ImageException(ImageErrorCode.Unsupported, $"containerd's {Devmapper} gave no device for {image.Name}; take --snapshotter overlay.");
        var device = DiskDevice.OpenExclusive(path);
        try
        {
            var length = DiskDevice.LengthOf(device);
            return length >= config.WritableBytes
                ? device
                : throw new ImageException(
                    ImageErrorCode.Unsupported,
                    $"containerd's devices have {length} bytes, and a machine of {image.Name} is to write up to {config.WritableBytes}: raise base_image_size of its {Devmapper} snapshotter, or ask for less with --disk.");
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }
}
