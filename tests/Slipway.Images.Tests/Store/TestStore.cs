using Slipway.Images.Conversion;
using Slipway.Images.Store;

namespace Slipway.Images.Tests.Store;

/// <summary>A store in a directory of its own that is gone after the test.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TestStore() => Store = Open(Directory, Clock);

    public string Directory => _directory.Path;

    public ManualClock Clock { get; } = new();

    public ImageStore Store { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public IReadOnlyList<string> RootfsFiles => FilesIn("layers", "*.ext4");

    public IReadOnlyList<string> BlobFiles => FilesIn("blobs", "*");

    /// <summary>Descriptors of this process that point into the directory, also at files without a name.</summary>
    public int OpenDescriptors => System.IO.Directory.EnumerateFiles("/proc/self/fd")
        .Count(fd => (new FileInfo(fd).LinkTarget ?? "").StartsWith(Directory, StringComparison.Ordinal));

    public static ImageStore Open(string directory, TimeProvider clock, int writerVersion = ImageConverter.WriterVersion, string boot = "this boot") =>
        new(directory, clock, writerVersion, boot);

    public Task<ImageLease> AcquireAsync(FakeSource source, PullPolicy policy = PullPolicy.Missing, ProgressLog? progress = null) =>
        Store.AcquireAsync(source, FakeImage.Amd64, policy, progress ?? new ProgressLog(), Token);

    /// <summary>Acquires and releases.</summary>
    public async Task<FakeSource> PullAsync(string name, FakeImage image)
    {
        var source = new FakeSource(name, image);
        using var lease = await AcquireAsync(source);
        return source;
    }

    public void Dispose() => _directory.Dispose();

    private string[] FilesIn(string folder, string pattern) =>
        System.IO.Directory.GetFiles(Path.Combine(Directory, folder), pattern, SearchOption.AllDirectories);
}
