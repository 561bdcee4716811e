using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Ext4;
using Slipway.Images.Conversion;
using Slipway.Images.Rootfs;
using Slipway.Images.Store;
using Slipway.Oci;

namespace Slipway.Images.Tests.Store;

/// <summary>A store in a directory of its own that is gone after the test.</summary>
internal sealed class TestStore : IDisposable
{
    public TestStore() => Store = Open(Directory, Clock);

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("slipway-store-").FullName;

    public ManualClock Clock { get; } = new();

    public ImageStore Store { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public IReadOnlyList<string> RootfsFiles => FilesIn("images", "*.ext4");

    public IReadOnlyList<string> BlobFiles => FilesIn("blobs", "*");

    /// <summary>Descriptors of this process that point into the directory, also at files without a name.</summary>
    public int OpenDescriptors => System.IO.Directory.EnumerateFiles("/proc/self/fd")
        .Count(fd => (new FileInfo(fd).LinkTarget ?? "").StartsWith(Directory, StringComparison.Ordinal));

    public static ImageStore Open(string directory, TimeProvider clock, int writerVersion = 1) =>
        new(directory, clock, ConvertAsync, writerVersion);

    public Task<ImageLease> AcquireAsync(FakeSource source, PullPolicy policy = PullPolicy.Missing, ProgressLog? progress = null) =>
        Store.AcquireAsync(source, FakeImage.Amd64, policy, progress ?? new ProgressLog(), Token);

    /// <summary>Acquires and releases.</summary>
    public async Task<FakeSource> PullAsync(string name, FakeImage image)
    {
        var source = new FakeSource(name, image);
        using var lease = await AcquireAsync(source);
        return source;
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private static async Task ConvertAsync(
        SafeFileHandle output, IReadOnlyList<LayerInput> layers, IProgress<long> progress, CancellationToken cancellationToken)
    {
        using var writer = new Ext4Writer(output, new Ext4WriterOptions(0, RootfsIdentity.UuidOf([.. layers.Select(layer => layer.DiffId)]), "test"));
        var done = 0L;
        foreach (var layer in layers)
        {
            await using var content = await layer.OpenAsync(cancellationToken);
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancellationToken);
            if (Digest.Of(bytes.ToArray()) != layer.DiffId)
                throw new InvalidDataException("diff id");
            var file = writer.CreateFile(writer.Root, Encoding.ASCII.GetBytes($"layer-{done}"), bytes.Length, new Attributes(0x1A4, 0, 0, 0, 0));
            writer.WriteContent(file, 0, bytes.ToArray());
            progress.Report(done += bytes.Length);
        }

        writer.Finish();
    }

    private string[] FilesIn(string folder, string pattern) =>
        System.IO.Directory.GetFiles(Path.Combine(Directory, folder), pattern, SearchOption.AllDirectories);
}
