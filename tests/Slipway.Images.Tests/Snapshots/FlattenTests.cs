using System.Security.Cryptography;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Snapshots;

/// <summary>An image as one filesystem, in the store.</summary>
public sealed class FlattenTests
{
    private const string Pattern = "root-*.ext4";

    [Fact]
    public async Task Flatten_TwentyAtOnce_MakeOneFile()
    {
        using var store = new TestStore();
        using var lease = await AcquireAsync(store);

        // Each has a store of its own, as each process has.
        var roots = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => TestStore.Open(store.Directory, store.Clock).FlattenAsync(lease, TestStore.Token))));

        Assert.Equal(Roots(store), roots.Select(root => root.Path).Distinct());
        Array.ForEach(roots, root => root.File.Dispose());
    }

    [Theory]
    [InlineData(LayerFormat.Ext4)]
    [InlineData(LayerFormat.Erofs)]
    [InlineData(LayerFormat.ErofsLz4)]
    public async Task Flatten_InTwoStores_GivesTheSameBytes(LayerFormat format)
    {
        using var first = new TestStore();
        using var second = new TestStore(format);
        Assert.Equal(await HashAsync(first), await HashAsync(second));
    }

    [Fact]
    public async Task Flatten_FileOfAnother_IsMadeAnew()
    {
        using var store = new TestStore();
        using var lease = await AcquireAsync(store);
        (await store.Store.FlattenAsync(lease, TestStore.Token)).File.Dispose();
        var path = Assert.Single(Roots(store));
        File.Delete(path);
        File.Copy(lease.Layers[0].Path, path);

        var root = await store.Store.FlattenAsync(lease, TestStore.Token);

        using var file = root.File;
        Assert.NotEqual(new FileInfo(lease.Layers[0].Path).Length, RandomAccess.GetLength(file));
    }

    [Fact]
    public async Task Flatten_Cancelled_LeavesNothing()
    {
        using var store = new TestStore();
        using var lease = await AcquireAsync(store);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Store.FlattenAsync(lease, cancelled.Token));
        Assert.Empty(Roots(store));
    }

    [Fact]
    public async Task Prune_ImageStays_KeepsItsRoot()
    {
        using var store = new TestStore();
        using (var lease = await AcquireAsync(store))
            (await store.Store.FlattenAsync(lease, TestStore.Token)).File.Dispose();
        await store.PruneAsync();
        Assert.Single(Roots(store));
    }

    private static Task<ImageLease> AcquireAsync(TestStore store) => store.AcquireAsync(new FakeSource("a.example/app:1", FakeImage.Create(7)));

    private static IEnumerable<string> Roots(TestStore store) => Directory.EnumerateFiles(Path.Combine(store.Directory, "layers"), Pattern);

    private static async Task<string> HashAsync(TestStore store)
    {
        using var lease = await AcquireAsync(store);
        var root = await store.Store.FlattenAsync(lease, TestStore.Token);
        root.File.Dispose();
        await using var content = File.OpenRead(root.Path);
        return Convert.ToHexString(await SHA256.HashDataAsync(content, TestStore.Token));
    }
}
