using System.Formats.Tar;
using Slipway.Oci;
using Slipway.Registry.Blobs;
using Slipway.Registry.Inspection;

namespace Slipway.Registry.Tests.Inspection;

public sealed class LayerInspectionsTests
{
    private static readonly LayerLimits s_small = new(MaxUnpackedBytes: 1 << 20, MaxEntries: 10);

    [Fact]
    public async Task Blobs_AskedForByManyAtOnce_AreMeasured()
    {
        using var directory = new TemporaryDirectory();
        await using var store = FileBlobStore.Open(directory.Path, TimeProvider.System);
        var digests = await Task.WhenAll(Enumerable.Range(1, 9).Select(entries => PublishAsync(store, directory, Tar(entries))));
        using var inspections = new LayerInspections(store, s_small, threads: 2);

        var asked = Enumerable.Range(0, 90).Select(number => inspections.InspectAsync($"organization{number % 3}", digests[number % 9], TestContext.Current.CancellationToken));
        var answers = await Task.WhenAll(asked);

        Assert.All(answers.Index(), answer => Assert.Equal(answer.Index % 9 + 1, Assert.IsType<LayerInspection.Measured>(answer.Item).Entries));
    }

    [Fact]
    public async Task Blob_OverALimit_EndsTheReadingAndTheNextOneWorks()
    {
        using var directory = new TemporaryDirectory();
        await using var store = FileBlobStore.Open(directory.Path, TimeProvider.System);
        var bomb = await PublishAsync(store, directory, [.. Tar(1)[..512], .. new byte[16 << 20]]);
        var many = await PublishAsync(store, directory, Tar(11));
        var fine = await PublishAsync(store, directory, Tar(2));
        using var inspections = new LayerInspections(store, s_small, threads: 1);

        Assert.IsType<LayerInspection.TooLarge>(await inspections.InspectAsync("a", many, TestContext.Current.CancellationToken));
        Assert.IsType<LayerInspection>(await inspections.InspectAsync("a", bomb, TestContext.Current.CancellationToken), exactMatch: false);
        Assert.IsType<LayerInspection.Measured>(await inspections.InspectAsync("a", fine, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Blob_ThatIsNotThere_FailsAndIsLookedForAgain()
    {
        using var directory = new TemporaryDirectory();
        await using var store = FileBlobStore.Open(directory.Path, TimeProvider.System);
        using var inspections = new LayerInspections(store, s_small, threads: 1);
        var tar = Tar(3);

        await Assert.ThrowsAsync<FileNotFoundException>(() => inspections.InspectAsync("a", Digest.Of(tar), TestContext.Current.CancellationToken));
        await PublishAsync(store, directory, tar);

        Assert.IsType<LayerInspection.Measured>(await inspections.InspectAsync("a", Digest.Of(tar), TestContext.Current.CancellationToken));
    }

    private static async Task<Digest> PublishAsync(FileBlobStore store, TemporaryDirectory directory, byte[] bytes)
    {
        var digest = Digest.Of(bytes);
        var staged = directory[digest.Hex];
        await File.WriteAllBytesAsync(staged, bytes, TestContext.Current.CancellationToken);
        await store.PublishAsync(digest, staged, TestContext.Current.CancellationToken);
        return digest;
    }

    private static byte[] Tar(int entries)
    {
        using var buffer = new MemoryStream();
        using (var writer = new TarWriter(buffer, leaveOpen: true))
        {
            for (var i = 0; i < entries; i++)
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"file-{i}") { DataStream = new MemoryStream(new byte[100]) });
        }

        return buffer.ToArray();
    }
}
