using Slipway.Images.Store;
using Slipway.Images.Tests.Conversion;
using Slipway.Images.Tests.Store;
using Slipway.Oci;

namespace Slipway.Images.Tests.Layers;

/// <summary>What may be believed of a converted layer after the power failed, or the disk.</summary>
public sealed class DurabilityTests
{
    private const string Name = "registry.example/app:latest";

    [Fact]
    public async Task Layers_NotSynced_AreUsedInTheSameBootAndNotInAnother()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);
        using (var again = await store.Store.TryLeaseAsync(Name, image.Resolved.Digest, FakeImage.Amd64, TestStore.Token))
            Assert.NotNull(again);

        var rebooted = OpenIn(store, "another boot");
        Assert.Null(await rebooted.TryLeaseAsync(Name, image.Resolved.Digest, FakeImage.Amd64, TestStore.Token));
        var source = new FakeSource(Name, image);
        using var lease = await rebooted.AcquireAsync(source, FakeImage.Amd64, PullPolicy.Missing, new ProgressLog(), TestStore.Token);
        Assert.Equal((0, 0), (source.Resolved, source.Opened.Count));
        Assert.Null(await store.Store.TryLeaseAsync(Name, image.Resolved.Digest, FakeImage.Amd64, TestStore.Token));
    }

    [Fact]
    public async Task Layers_Synced_AreUsedInEveryBoot()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);
        var made = store.RootfsFiles.ToDictionary(file => file, File.GetLastWriteTimeUtc);
        await store.Store.SyncAsync(TestStore.Token);
        await store.Store.SyncAsync(TestStore.Token);

        using var lease = await OpenIn(store, "another boot").TryLeaseAsync(Name, image.Resolved.Digest, FakeImage.Amd64, TestStore.Token);
        Assert.Equal(3, lease!.Layers.Count);
        Assert.Equal(made, store.RootfsFiles.ToDictionary(file => file, File.GetLastWriteTimeUtc));
    }

    [Fact]
    public async Task Sync_AfterTheBootEnded_BelievesNothing()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);
        var rebooted = OpenIn(store, "another boot");
        await rebooted.SyncAsync(TestStore.Token);
        Assert.Null(await rebooted.TryLeaseAsync(Name, image.Resolved.Digest, FakeImage.Amd64, TestStore.Token));
    }

    [Fact]
    public async Task Prune_AfterTheBootEnded_RemovesWhatWasNotSynced()
    {
        using var store = new TestStore();
        await store.PullAsync(Name, FakeImage.Create(1));
        await store.Store.SyncAsync(TestStore.Token);
        await store.PullAsync("registry.example/other:1", FakeImage.Create(2));
        await OpenIn(store, "another boot").PruneAsync(new PruneOptions(), TestStore.Token);
        Assert.Equal(3, store.RootfsFiles.Count);
        Assert.Equal(6, Directory.GetFiles(Path.Combine(store.Directory, "layers")).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("\0\0\0\0")]
    public async Task Record_OfWhichThePowerLeftNothing_IsNotBelieved(string left)
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync(Name, image);
        foreach (var record in Directory.GetFiles(Path.Combine(store.Directory, "layers"), "*.json"))
            await File.WriteAllTextAsync(record, left, TestStore.Token);
        Assert.Null(await OpenIn(store, "another boot").TryLeaseAsync(Name, image.Resolved.Digest, FakeImage.Amd64, TestStore.Token));
    }

    [Fact]
    public async Task Sync_LayerIsRemovedMeanwhile_LeavesNothing()
    {
        using var store = new TestStore();
        await store.PullAsync(Name, FakeImage.Create(1));
        var trees = store.RootfsFiles;
        trees.ToList().ForEach(File.Delete);
        await store.Store.SyncAsync(TestStore.Token);
        store.Store.Remove("registry.example/app:latest");
        Assert.Empty(Directory.GetFiles(Path.Combine(store.Directory, "layers")));
    }

    [Theory]
    [InlineData("everything behind the superblock")]
    [InlineData("a directory")]
    public async Task Layer_DamagedOnDisk_IsNamedRemovedAndMadeAnew(string damage)
    {
        using var store = new TestStore();
        byte[] lower = new LayerTar().Dir("opt/").Dir("opt/application/").ToArray();
        byte[] upper = new LayerTar().File("opt/application/new/file", "x").ToArray();
        var image = FakeImage.Of([lower, upper], "rotten");
        await store.PullAsync(Name, image);
        var tree = store.RootfsFiles.Single(file => file.Contains(Digest.Of(lower).Hex, StringComparison.Ordinal));
        Damage(tree, damage == "a directory");
        Directory.GetFiles(Path.Combine(store.Directory, "images"), "*.json").ToList().ForEach(File.Delete);

        var failure = await Assert.ThrowsAsync<ImageException>(() => store.AcquireAsync(new FakeSource(Name, image)));
        Assert.Equal(ImageErrorCode.Damaged, failure.Code);
        Assert.Contains(Digest.Of(lower).Hex, failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(tree));
        Assert.Equal(0, store.OpenDescriptors);
        using var lease = await store.AcquireAsync(new FakeSource(Name, image));
        await E2fsck.AssertCleanAsync(tree);
    }

    private static ImageStore OpenIn(TestStore store, string boot) => TestStore.Open(store.Directory, store.Clock, boot: boot);

    private static void Damage(string tree, bool isDirectory)
    {
        byte[] bytes = File.ReadAllBytes(tree);
        File.SetUnixFileMode(tree, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (isDirectory)
            bytes[bytes.AsSpan().IndexOf("application"u8)] = (byte)'b';
        else
            bytes.AsSpan(4096).Fill(0xFF);
        File.WriteAllBytes(tree, bytes);
    }
}
