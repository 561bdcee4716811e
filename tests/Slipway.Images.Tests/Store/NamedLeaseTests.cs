namespace Slipway.Images.Tests.Store;

/// <summary>Leases that outlive the process that takes them.</summary>
[Collection(AloneCollection.Name)]
public sealed class NamedLeaseTests
{
    private static readonly LeaseName s_release = LeaseName.Parse("release-shop-12");

    [Fact]
    public async Task Lease_OfAnImage_KeepsItUntilReleased()
    {
        using var store = new TestStore(isInMemory: true);
        var image = await TakeAsync(store);
        await store.PullAsync("docker.io/library/other:1", FakeImage.Create(2));
        var other = TestStore.Open(store.Directory, store.Clock);

        var report = await other.PruneAsync(new PruneOptions(TimeSpan.Zero), TestStore.Token);
        Assert.Equal([FakeImage.Create(2).Resolved.Digest], report.Images);
        Assert.Equal([new ImageHolder(ImageHolderKind.Lease, s_release)], Assert.Single(report.Kept).Holders);
        Assert.Equal((3, 5), (store.RootfsFiles.Count, store.BlobFiles.Count));
        var failure = Assert.Throws<ImageException>(() => other.Remove("app"));
        Assert.Equal(ImageErrorCode.InUse, failure.Code);
        Assert.Contains("lease release-shop-12 holds it", failure.Message, StringComparison.Ordinal);
        using (await other.TryLeaseAsync("app", image.Resolved.Digest, FakeImage.Amd64, TestStore.Token) ?? throw new InvalidOperationException("gone"))
        {
        }

        Assert.Equal(new NamedLease(s_release, "docker.io/library/app:latest", image.Resolved.Digest, FakeImage.Amd64, store.Clock.Now), Assert.Single(other.ListLeases()));
        Assert.True(other.ReleaseLease(s_release));
        Assert.False(other.ReleaseLease(s_release));
        Assert.Equal([image.Resolved.Digest], (await store.PruneAsync(TimeSpan.Zero)).Images);
        Assert.Empty(store.RootfsFiles.Concat(store.BlobFiles));
    }

    [Fact]
    public async Task Lease_UnderDiskPressure_KeepsCompressedLayersToo()
    {
        using var store = new TestStore(isInMemory: true);
        await TakeAsync(store);
        Assert.Equal(0, (await store.PruneAsync(long.MaxValue)).ReclaimedBytes);
        Assert.Equal((3, 5), (store.RootfsFiles.Count, store.BlobFiles.Count));
    }

    [Fact]
    public async Task Lease_WithoutAnyName_StillKeepsTheImage()
    {
        using var store = new TestStore(isInMemory: true);
        await TakeAsync(store);
        (await store.AcquireAsync(new FakeSource("docker.io/library/app:latest", FakeImage.Create(2)), PullPolicy.Always)).Dispose();
        await store.PruneAsync(TimeSpan.Zero);
        var image = Assert.Single(store.Store.List().Images);
        Assert.Empty(image.Names);
        Assert.Equal([new ImageHolder(ImageHolderKind.Lease, s_release)], image.Leases);
    }

    [Fact]
    public async Task Lease_TakenAgain_MovesToTheOtherImage()
    {
        using var store = new TestStore(isInMemory: true);
        var image = await TakeAsync(store);
        using (var next = await store.AcquireAsync(new FakeSource("docker.io/library/app:2", FakeImage.Create(2))))
            store.Store.TakeLease(s_release, next);
        Assert.Equal([image.Resolved.Digest], (await store.PruneAsync(TimeSpan.Zero)).Images);
    }

    [Fact]
    public async Task Prune_LeaseThatCannotBeRead_RemovesNothing()
    {
        using var store = new TestStore(isInMemory: true);
        await store.PullAsync("docker.io/library/app:1", FakeImage.Create(1));
        var file = Path.Combine(store.Directory, "leases", "release-shop-12.json");
        await File.WriteAllTextAsync(file, """{"image":"app","digest":"sha256:""", TestStore.Token);

        var failure = await Assert.ThrowsAsync<ImageException>(() => store.PruneAsync(TimeSpan.Zero));
        Assert.Equal(ImageErrorCode.Damaged, failure.Code);
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
        Assert.Equal(ImageErrorCode.Damaged, Assert.Throws<ImageException>(() => store.Store.Remove("app:1")).Code);
        Assert.Equal([file], store.Store.List().Damaged);
        Assert.Equal((3, 5), (store.RootfsFiles.Count, store.BlobFiles.Count));
        File.Delete(file);
        Assert.Single((await store.PruneAsync(TimeSpan.Zero)).Images);
    }

    [Fact]
    public async Task Prune_LeaseTakenAfterItsFirstLook_KeepsTheImage()
    {
        using var store = new TestStore(isInMemory: true);
        var image = await store.AcquireAsync(new FakeSource("docker.io/library/app:1", FakeImage.Create(1)));
        // The store has been looked at by the time a collection asks how old images are.
        store.Clock.WhenAsked = () =>
        {
            store.Store.TakeLease(s_release, image);
            image.Dispose();
        };
        var report = await store.PruneAsync(TimeSpan.Zero);
        Assert.Empty(report.Images);
        Assert.Equal([new ImageHolder(ImageHolderKind.Lease, s_release)], Assert.Single(report.Kept).Holders);
        Assert.Equal((3, 5), (store.RootfsFiles.Count, store.BlobFiles.Count));
    }

    [Fact]
    public async Task Take_ImageNotHeld_IsRefused()
    {
        using var store = new TestStore(isInMemory: true);
        var lease = await store.AcquireAsync(new FakeSource("docker.io/library/app:1", FakeImage.Create(1)));
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Store.TakeLease(s_release, lease));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("release-shop_1.2", true)]
    [InlineData("", false)]
    [InlineData(".hidden", false)]
    [InlineData("-a", false)]
    [InlineData("../up", false)]
    [InlineData("Shop", false)]
    [InlineData("a b", false)]
    public void Name_Text_IsReadStrictly(string text, bool isName)
    {
        Assert.Equal(isName, LeaseName.TryParse(text, out var name));
        if (isName)
            Assert.Equal(text, name.ToString());
        else
            Assert.Throws<FormatException>(() => LeaseName.Parse(text));
        Assert.False(LeaseName.TryParse(new string('a', 129), out _));
    }

    private static async Task<FakeImage> TakeAsync(TestStore store)
    {
        var image = FakeImage.Create(1);
        using var lease = await store.AcquireAsync(new FakeSource("docker.io/library/app:latest", image));
        store.Store.TakeLease(s_release, lease);
        return image;
    }
}
