using Slipway.Oci;

namespace Slipway.Images.Tests.Store;

[Collection(AloneCollection.Name)]
public sealed class RemovalTests
{
    [Fact]
    public async Task Remove_Leased_IsRefusedAndChangesNothing()
    {
        using var store = new TestStore();
        using var lease = await store.AcquireAsync(new FakeSource("docker.io/library/app:latest", FakeImage.Create(1)));
        var failure = Assert.Throws<ImageException>(() => store.Store.Remove("app"));
        Assert.Equal(ImageErrorCode.InUse, failure.Code);
        Assert.Equal([lease.Digest], (await store.PruneAsync(TimeSpan.Zero)).Kept.Select(kept => kept.Digest));
        Assert.Equal((3, 5), (store.RootfsFiles.Count, store.BlobFiles.Count));
        Assert.Single(Assert.Single(store.Store.List().Images).Names);

        lease.Dispose();
        var report = store.Store.Remove("app");
        Assert.Equal([lease.Digest], report.Images);
        Assert.True(report.ReclaimedBytes > 1_800_000);
        Assert.Empty(store.RootfsFiles.Concat(store.BlobFiles).Concat(store.Store.List().Damaged));
    }

    [Fact]
    public async Task Remove_OneOfTwoNames_KeepsTheImage()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync("docker.io/library/app:1", image);
        await store.PullAsync("docker.io/library/app:latest", image);
        Assert.Empty(store.Store.Remove("app:1").Images);
        Assert.Equal("docker.io/library/app:latest", Assert.Single(Assert.Single(store.Store.List().Images).Names).Name);
        Assert.Equal([image.Resolved.Digest], store.Store.Remove("app").Images);
    }

    [Fact]
    public async Task Remove_ByBeginningOfId_TakesAllNames()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync("docker.io/library/app:1", image);
        await store.PullAsync("docker.io/library/app:2", image);
        await store.PullAsync("docker.io/library/other:1", FakeImage.Create(2));
        var id = image.Resolved.Manifest.Content.Config.Digest;
        Assert.Equal(2, store.Store.Remove(id.Hex[..12]).Names.Count);
        Assert.Equal("docker.io/library/other:1", Assert.Single(Assert.Single(store.Store.List().Images).Names).Name);
        Assert.Equal(5, store.BlobFiles.Count);
        Assert.Equal(ImageErrorCode.NotFound, Assert.Throws<ImageException>(() => store.Store.Remove(id.Hex[..12])).Code);
        Assert.Equal(ImageErrorCode.NotFound, Assert.Throws<ImageException>(() => store.Store.Inspect("../../etc/passwd")).Code);
    }

    [Fact]
    public async Task Inspect_SharedBeginning_IsAmbiguous()
    {
        using var store = new TestStore();
        await store.PullAsync("docker.io/library/app:1", FakeImage.Create(1));
        await store.PullAsync("docker.io/library/app:2", FakeImage.Create(2));
        var failure = Assert.Throws<ImageException>(() => store.Store.Inspect("sha256:"));
        Assert.Equal(ImageErrorCode.Ambiguous, failure.Code);
    }

    [Fact]
    public async Task Inspect_Name_GivesTheOriginalBytes()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        await store.PullAsync("docker.io/library/app:1", image);
        var details = store.Store.Inspect("app:1");
        Assert.Equal(image.Resolved.Digest, Digest.Of(details.ManifestBytes.Span));
        Assert.Equal(details.Summary.Id, Digest.Of(details.ConfigBytes.Span));
        Assert.Equal(image.LayerList, details.Layers);
        Assert.Equal(image.LayerList.Sum(layer => layer.Size), details.Summary.StoredBytes);
    }

    [Fact]
    public async Task Prune_ByAge_KeepsWhatWasUsedSince()
    {
        using var store = new TestStore();
        var old = FakeImage.Create(1);
        await store.PullAsync("docker.io/library/old:1", old);
        await store.PullAsync("docker.io/library/used:1", FakeImage.Create(2));
        store.Clock.Now += TimeSpan.FromDays(8);
        await store.PullAsync("docker.io/library/used:1", FakeImage.Create(2));
        Assert.Equal([old.Resolved.Digest], (await store.PruneAsync(TimeSpan.FromDays(7))).Images);
        Assert.Equal("docker.io/library/used:1", Assert.Single(Assert.Single(store.Store.List().Images).Names).Name);
    }

    [Fact]
    public async Task Prune_Leftovers_AreCleared()
    {
        using var store = new TestStore();
        await store.PullAsync("docker.io/library/app:1", FakeImage.Create(1));
        var names = Path.Combine(store.Directory, "names");
        await File.WriteAllTextAsync(Path.Combine(names, ".tmp-1"), "half", TestStore.Token);
        await File.WriteAllTextAsync(Path.Combine(names, "strange.json"), "{}", TestStore.Token);
        await File.WriteAllTextAsync(Path.Combine(store.Directory, "images", $"sha256-{new string('0', 64)}.v1.json"), "lost", TestStore.Token);
        await File.WriteAllTextAsync(Path.Combine(store.Directory, "images", ".tmp-1"), "half", TestStore.Token);
        await File.WriteAllTextAsync(Path.Combine(store.Directory, "layers", $"sha256-{new string('0', 64)}.v1.ext4"), "lost", TestStore.Token);
        await File.WriteAllTextAsync(Path.Combine(store.Directory, "layers", ".tmp-1"), "half", TestStore.Token);
        await File.WriteAllTextAsync(Path.Combine(store.Directory, "blobs", "sha256", new string('0', 64)), "unreferenced", TestStore.Token);
        Assert.Equal(2, store.Store.List().Damaged.Count);

        var report = await store.PruneAsync();
        Assert.Equal((1, 1), (report.Blobs, report.Layers));
        Assert.True(report.ReclaimedBytes >= 4 + 12);
        Assert.Single(Directory.GetFiles(names));
        Assert.Empty(Directory.GetFiles(store.Directory, ".tmp-*", SearchOption.AllDirectories));
        Assert.Equal((3, 5), (store.RootfsFiles.Count, store.BlobFiles.Count));
        Assert.Empty(store.Store.List().Damaged);
    }

    [Fact]
    public async Task Pull_NameMoves_KeepsTheOldImageWithoutName()
    {
        using var store = new TestStore();
        await store.PullAsync("docker.io/library/app:latest", FakeImage.Create(1));
        (await store.AcquireAsync(new FakeSource("docker.io/library/app:latest", FakeImage.Create(2)), PullPolicy.Always)).Dispose();
        var images = store.Store.List().Images;
        Assert.Equal([1, 0], images.Select(image => image.Names.Count));
        Assert.Equal(FakeImage.Create(1).Resolved.Digest, images[1].Digest);
    }
}
