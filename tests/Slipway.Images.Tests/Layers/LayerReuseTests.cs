using Slipway.Images.Tests.Conversion;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Layers;

/// <summary>Which filesystems an image is stacked of, and which of them are made for it.</summary>
public sealed class LayerReuseTests
{
    private const int MaxDevices = 10;

    private static byte[] Base => new LayerTar().Dir("./").Dir("etc/").File("etc/os", "base").Dir("usr/").ToArray();

    [Fact]
    public async Task NewVersion_OneLayerChanged_FetchesAndConvertsThatOnly()
    {
        using var store = new TestStore();
        byte[] between = FakeImage.LayerOf(1, 100_000);
        await store.PullAsync("a.example/app:1", FakeImage.Of([Base, between, FakeImage.LayerOf(2, 5_000)], "one"));
        var made = store.RootfsFiles.ToDictionary(file => file, File.GetLastWriteTimeUtc);
        byte[] changed = FakeImage.LayerOf(3, 5_000);
        var source = new FakeSource("a.example/app:2", FakeImage.Of([Base, between, changed], "two"));

        using ImageLease lease = await store.AcquireAsync(source);

        Assert.Equal(Oci.Digest.Of(changed), Assert.Single(source.Opened));
        Assert.Equal(4, store.RootfsFiles.Count);
        Assert.All(made, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.Equal(3, lease.Layers.Count);
    }

    [Fact]
    public async Task ConvertedLayers_BlobsGone_AreNotFetchedAgain()
    {
        using var store = new TestStore();
        await store.PullAsync("a.example/base:1", FakeImage.Of([Base], "base"));
        store.BlobFiles.Where(file => file.EndsWith(Oci.Digest.Of(Base).Hex, StringComparison.Ordinal)).ToList().ForEach(File.Delete);
        byte[] own = FakeImage.LayerOf(1, 5_000);
        var source = new FakeSource("a.example/app:1", FakeImage.Of([Base, own], "app"));

        using ImageLease lease = await store.AcquireAsync(source);

        Assert.Equal(Oci.Digest.Of(own), Assert.Single(source.Opened));
    }

    [Fact]
    public async Task Image_WithManyLayers_HasTheLowestMerged()
    {
        using var store = new TestStore();
        byte[][] layers = [.. Enumerable.Range(0, 14).Select(i => FakeImage.LayerOf(i, 1_000))];

        using ImageLease lease = await store.AcquireAsync(new FakeSource("a.example/app:1", FakeImage.Of(layers, "many")));

        Assert.Equal(MaxDevices, lease.Layers.Count);
        Assert.StartsWith("chain-", Path.GetFileName(lease.Layers[0].Path), StringComparison.Ordinal);
        Assert.Equal(MaxDevices, store.RootfsFiles.Count);
        Judges.Require();
        Assert.Equal(14, (await ImageMount.ListAsync(lease)).Keys.Count(path => path.StartsWith("./file-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Layer_ThatLinksBelow_IsMergedAndThoseAboveAreNot()
    {
        using var store = new TestStore();
        byte[] linking = new LayerTar().HardLink("link", "etc/os").ToArray();

        using ImageLease lease = await store.AcquireAsync(new FakeSource("a.example/app:1", FakeImage.Of([Base, linking, FakeImage.LayerOf(1, 1_000)], "linking")));

        Assert.Equal(2, lease.Layers.Count);
        Assert.StartsWith("chain-", Path.GetFileName(lease.Layers[0].Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Layer_WithoutEntriesForItsParents_LeavesThemAsTheyAre()
    {
        using var store = new TestStore();
        byte[] lower = new LayerTar().Dir("opt/", 0x1C0, 7, xattrs: [("user.n", "v")]).Dir("opt/app/", 0x1E8, 8).ToArray();
        byte[] upper = new LayerTar().File("opt/app/new/file", "x").ToArray();

        using ImageLease lease = await store.AcquireAsync(new FakeSource("a.example/app:1", FakeImage.Of([lower, upper], "bare")));

        Assert.Equal(2, lease.Layers.Count);
        Assert.Equal(["opt", "opt/app"], lease.Directories.Select(directory => System.Text.Encoding.ASCII.GetString(directory.Path)));
        Assert.Equal((0x1C0, 7u, "user.n"), (lease.Directories[0].Mode, lease.Directories[0].Uid, System.Text.Encoding.ASCII.GetString(Assert.Single(lease.Directories[0].Xattrs).Name)));
        Assert.Equal((0x1E8, 8u), (lease.Directories[1].Mode, lease.Directories[1].Uid));
    }

    [Fact]
    public async Task Layers_WithNothingToShow_AreLeftOut()
    {
        using var store = new TestStore();
        byte[] empty = new LayerTar().ToArray();
        byte[] everything = new LayerTar().Whiteout(".wh..wh..opq").File("only", "x").ToArray();

        using ImageLease hidden = await store.AcquireAsync(new FakeSource("a.example/app:1", FakeImage.Of([Base, empty, everything, empty], "hiding")));
        using ImageLease nothing = await store.AcquireAsync(new FakeSource("a.example/none:1", FakeImage.Of([empty], "nothing")));
        using ImageLease none = await store.AcquireAsync(new FakeSource("a.example/none:2", FakeImage.Of([], "none")));

        Assert.Single(hidden.Layers);
        Judges.Require();
        Assert.Equal([".", "./only"], (await ImageMount.ListAsync(hidden)).Keys);
        Assert.Equal(["."], (await ImageMount.ListAsync(nothing)).Keys);
        Assert.Equal(["."], (await ImageMount.ListAsync(none)).Keys);
    }
}
