using Slipway.Images.Layers;
using Slipway.Images.Store;

namespace Slipway.Images.Tests.Store;

/// <summary>A store in a directory of its own that is gone after the test.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly TemporaryDirectory? _own;

    public TestStore(bool isInMemory = false)
        : this(null, isInMemory, LayerFormat.Ext4)
    {
    }

    public TestStore(LayerFormat format)
        : this(null, isInMemory: false, format)
    {
    }

    /// <param name="directory">Where it lies; stays the caller's.</param>
    public TestStore(string directory)
        : this(directory, isInMemory: false, LayerFormat.Ext4)
    {
    }

    private TestStore(string? directory, bool isInMemory, LayerFormat format)
    {
        _own = directory is null ? new TemporaryDirectory(isInMemory) : null;
        Directory = directory ?? _own!.Path;
        Store = Open(Directory, Clock, format, disk: () => Disk);
    }

    public string Directory { get; }

    public ManualClock Clock { get; } = new();

    public ImageStore Store { get; }

    /// <summary>What the store finds when it measures its file system.</summary>
    public DiskSpace Disk { get; set; } = new(0, 1L << 40);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public IReadOnlyList<string> RootfsFiles => [.. FilesIn("layers", "*.ext4"), .. FilesIn("layers", "*.erofs")];

    public IReadOnlyList<string> BlobFiles => FilesIn("blobs", "*");

    /// <summary>Descriptors of this process that point into the directory, also at files without a name.</summary>
    public int OpenDescriptors => System.IO.Directory.EnumerateFiles("/proc/self/fd")
        .Count(fd => (new FileInfo(fd).LinkTarget ?? "").StartsWith(Directory, StringComparison.Ordinal));

    public static ImageStore Open(
        string directory, TimeProvider clock, LayerFormat format = LayerFormat.Ext4, int? number = null, string boot = "this boot", Func<DiskSpace>? disk = null) =>
        new(directory, clock, number is { } other ? new WriterVersion(format, other) : WriterVersion.Of(format), boot, disk ?? (() => DiskSpace.Of(directory)));

    public Task<ImageLease> AcquireAsync(FakeSource source, PullPolicy policy = PullPolicy.Missing, ProgressLog? progress = null) =>
        Store.AcquireAsync(source, FakeImage.Amd64, policy, progress ?? new ProgressLog(), Token);

    /// <summary>Acquires and releases.</summary>
    public async Task<FakeSource> PullAsync(string name, FakeImage image)
    {
        var source = new FakeSource(name, image);
        using var lease = await AcquireAsync(source);
        return source;
    }

    public Task<RemovalReport> PruneAsync(TimeSpan? unusedFor = null) => Store.PruneAsync(new PruneOptions(unusedFor), Token);

    /// <summary>Prunes as on a disk on which so many bytes too many are in use.</summary>
    public Task<RemovalReport> PruneAsync(long wantedBytes, bool isForecast = false)
    {
        Disk = new DiskSpace(1L << 40, 0);
        var mark = DiskMark.OfBytes(Math.Max(0, (1L << 40) - wantedBytes));
        return Store.PruneAsync(new PruneOptions(Marks: new WaterMarks(mark, mark), IsForecast: isForecast), Token);
    }

    public void Dispose() => _own?.Dispose();

    private string[] FilesIn(string folder, string pattern) =>
        System.IO.Directory.GetFiles(Path.Combine(Directory, folder), pattern, SearchOption.AllDirectories);
}
