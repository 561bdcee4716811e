using Slipway.Images.Content;
using Slipway.Images.Layers;
using Slipway.Images.Leases;
using Slipway.Images.Names;
using Slipway.Images.Pulling;
using Slipway.Images.Rootfs;
using Slipway.Linux.Clocks;

namespace Slipway.Images.Store;

/// <summary>
/// The images of a data directory. <see cref="AcquireAsync"/> brings one in, where needed, and leases it; the rest looks, exports and clears.
/// Any number of threads and processes share a directory: each image is made once however many want it, different images do not wait for
/// each other, and a process killed at any point leaves nothing that the others would trip over.
/// <code>
/// blobs/&lt;algorithm&gt;/&lt;hex&gt;          verified content
/// layers/&lt;diff id&gt;.v&lt;n&gt;.ext4      converted layers, and beside them a record of each; .v&lt;n&gt;-erofs.erofs in another format
/// images/&lt;digest&gt;.v&lt;n&gt;.json       which layers an image is stacked of; a lease is a shared lock on one and on those
/// images/.lock                     the locks (<see cref="StoreLocks"/>)
/// names/&lt;hash&gt;.json               what each name means
/// leases/&lt;name&gt;.json              images that stay until somebody releases them
/// containerd/                      what containerd has of them, where machines get their roots from it
/// </code>
/// </summary>
public sealed partial class ImageStore
{
    private readonly BlobStore _blobs;
    private readonly LayerStore _layers;
    private readonly RootfsStore _rootfs;
    private readonly NameStore _names;
    private readonly LeaseStore _leases;
    private readonly StoreObjects _objects;
    private readonly StoredImages _images;
    private readonly StoreLocks _locks;
    private readonly ImagePull _pull;
    private readonly TimeProvider _clock;
    private readonly Func<DiskSpace> _disk;
    private readonly IReadOnlyList<WriterVersion> _versions;

    /// <param name="dataDirectory">Slipway's data directory, on a file system with unnamed files; created where it is missing.</param>
    /// <param name="clock">Dates pulls and uses.</param>
    /// <param name="format">What layers are converted to, and which of them machines are given. All else takes an image in whichever it is here.</param>
    public ImageStore(string dataDirectory, TimeProvider clock, LayerFormat format = LayerFormats.Default)
        : this(dataDirectory, clock, format, () => DiskSpace.Of(dataDirectory))
    {
    }

    /// <param name="disk">Measures the file system of the data directory, for collection by <see cref="WaterMarks"/>; called from any thread.</param>
    /// <inheritdoc cref="ImageStore(string, TimeProvider, LayerFormat)"/>
    public ImageStore(string dataDirectory, TimeProvider clock, LayerFormat format, Func<DiskSpace> disk)
        : this(dataDirectory, clock, WriterVersion.Of(format), HostBoot.Read(), disk)
    {
    }

    /// <param name="version">What it writes; another one in tests.</param>
    /// <param name="boot">The host's boot; another one in tests.</param>
    internal ImageStore(string dataDirectory, TimeProvider clock, WriterVersion version, string boot, Func<DiskSpace> disk)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _disk = disk;
        ContainerdDirectory = Path.Combine(dataDirectory, "containerd");
        _versions = [version, .. WriterVersion.Current.Where(other => other.Format != version.Format)];
        _blobs = new BlobStore(dataDirectory);
        _layers = new LayerStore(dataDirectory, boot);
        _rootfs = new RootfsStore(dataDirectory, clock);
        _locks = new StoreLocks(Path.Combine(dataDirectory, "images", ".lock"));
        _names = new NameStore(dataDirectory, _locks);
        _leases = new LeaseStore(dataDirectory);
        _images = new StoredImages(_blobs);
        _objects = new StoreObjects(_blobs, _layers, _rootfs, _versions);
        _pull = new ImagePull(_blobs, _layers, _rootfs, _locks);
    }

    /// <summary>How full the file system of the data directory is now.</summary>
    public DiskSpace Disk => _disk();

    /// <summary>What is made here.</summary>
    private WriterVersion Version => _versions[0];
}
