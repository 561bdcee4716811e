using Microsoft.Extensions.Time.Testing;
using Slipway.Registry.Collection;
using Slipway.Registry.Metadata;
using Slipway.Registry.Tests.Metadata;

namespace Slipway.Registry.Tests.Collection;

/// <summary>What a collection takes and what it leaves.</summary>
public sealed class GarbageCollectorTests
{
    private static readonly CollectorOptions s_day = new(TimeSpan.FromDays(1), TimeSpan.FromHours(1), TimeSpan.Zero);
    private static readonly TimeSpan s_almostADay = TimeSpan.FromHours(23);

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Collect_BlobWithoutManifest_GoesAfterTwoGraces()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await TestRegistry.OpenAsync(directory.Path, _clock, s_day, Token);
        var app = TestDatabase.Repository("app");
        var digest = await registry.PushBlobAsync(app, "layer", Token);

        _clock.Advance(s_almostADay);
        Assert.Equal(0, (await registry.Collector.CollectAsync(Token)).Links);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(new CollectionReport(0, 0, 0, Links: 1, Blobs: 0, 0, 0, 0), await registry.Collector.CollectAsync(Token));
        Assert.Null(await registry.Database.FindBlobAsync(app, digest, Token));
        Assert.Equal(0, registry.Database.GetUsedBytes(TestDatabase.Organization));
        Assert.Single(await registry.ListStoreAsync(Token));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(new CollectionReport(0, 0, 0, 0, Blobs: 1, 0, Bytes: 5, 0), await registry.Collector.CollectAsync(Token));
        Assert.Empty(await registry.ListStoreAsync(Token));
    }

    [Fact]
    public async Task Collect_BlobOfAManifest_StaysUntilTheManifestGoes()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await TestRegistry.OpenAsync(directory.Path, _clock, s_day, Token);
        var app = TestDatabase.Repository("app");
        var (shared, own) = (await registry.PushBlobAsync(app, "shared", Token), await registry.PushBlobAsync(app, "own", Token));
        var (one, two) = (TestRegistry.Image("one", shared, own), TestRegistry.Image("two", shared));
        await registry.PutAsync(app, one, ["one"], Token);
        await registry.PutAsync(app, two, ["two"], Token);
        _clock.Advance(TimeSpan.FromDays(100));
        Assert.Equal(0, (await registry.Collector.CollectAsync(Token)).Links);

        await registry.Database.DeleteManifestAsync(app, one.Manifest.Digest, Token);
        _clock.Advance(s_almostADay);
        Assert.Equal(0, (await registry.Collector.CollectAsync(Token)).Links);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, (await registry.Collector.CollectAsync(Token)).Links);
        Assert.Null(await registry.Database.FindBlobAsync(app, own, Token));
        await registry.AssertCompleteAsync(app, two.Manifest, Token);
    }

    [Fact]
    public async Task Collect_BlobThatWasAskedFor_StaysAnotherGrace()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await TestRegistry.OpenAsync(directory.Path, _clock, s_day, Token);
        var app = TestDatabase.Repository("app");
        var digest = await registry.PushBlobAsync(app, "layer", Token);
        _clock.Advance(s_almostADay);
        Assert.NotNull(await registry.Database.FindBlobAsync(app, digest, Token));
        _clock.Advance(s_almostADay);
        Assert.Equal(0, (await registry.Collector.CollectAsync(Token)).Links);
        Assert.IsType<PutManifestOutcome.Stored>(await registry.PutAsync(app, TestRegistry.Image("m", digest), [], Token));
    }

    [Fact]
    public async Task Collect_BlobOfTwoOrganizations_StaysForTheOther()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await TestRegistry.OpenAsync(directory.Path, _clock, TestRegistry.Zero, Token);
        var theirs = TestDatabase.Repository("app", TestDatabase.OtherOrganization);
        var digest = await registry.PushBlobAsync(TestDatabase.Repository("app"), "layer", Token);
        await registry.PushBlobAsync(theirs, "layer", Token);
        await registry.PutAsync(theirs, TestRegistry.Image("m", digest), ["v1"], Token);
        Assert.Equal(new CollectionReport(0, 0, 0, Links: 1, 0, 0, 0, 0), await registry.Collector.CollectAsync(Token));
        Assert.Null(await registry.Database.FindBlobAsync(TestDatabase.Repository("app"), digest, Token));
        await registry.AssertCompleteAsync(theirs, registry.Database.FindManifest(theirs, "v1")!, Token);
    }

    [Fact]
    public async Task Collect_BytesThatWereNeverLinked_GoAfterTheGrace()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await TestRegistry.OpenAsync(directory.Path, _clock, s_day, Token);
        var digest = registry.Stage("orphan", out var path);
        await registry.Store.PublishAsync(digest, path, Token);
        _clock.Advance(s_almostADay);
        Assert.Equal(0, (await registry.Collector.CollectAsync(Token)).Orphans);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(new CollectionReport(0, 0, 0, 0, 0, Orphans: 1, Bytes: 6, 0), await registry.Collector.CollectAsync(Token));
        Assert.Empty(await registry.ListStoreAsync(Token));
    }

    [Fact]
    public async Task Collect_BytesGone_AreReportedAndTheRowStays()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await TestRegistry.OpenAsync(directory.Path, _clock, s_day, Token);
        var app = TestDatabase.Repository("app");
        var lost = await registry.PushBlobAsync(app, "lost", Token);
        await registry.PushBlobAsync(app, "kept", Token);
        await registry.Store.DeleteAsync(lost, Token);
        Assert.Equal(1, (await registry.Collector.CollectAsync(Token)).MissingBlobs);
        Assert.True(registry.Database.HasBlob(lost));
        await registry.PushBlobAsync(app, "lost", Token);
        Assert.Equal(0, (await registry.Collector.CollectAsync(Token)).MissingBlobs);
    }

    [Fact]
    public async Task Collect_OrganizationRemoved_RemovesItsRepositoriesAlone()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await TestRegistry.OpenAsync(directory.Path, _clock, TestRegistry.Zero, Token);
        for (var i = 0; i < 150; i++)
        {
            var digest = await registry.PushBlobAsync(TestDatabase.Repository($"app{i % 3}", TestDatabase.OtherOrganization), $"layer {i}", Token);
            await registry.PutAsync(TestDatabase.Repository($"app{i % 3}", TestDatabase.OtherOrganization), TestRegistry.Image($"{i}", digest), ["latest"], Token);
        }

        var kept = await registry.PushBlobAsync(TestDatabase.Repository("app0"), "layer 0", Token);
        await registry.PutAsync(TestDatabase.Repository("app0"), TestRegistry.Image("mine", kept), ["latest"], Token);
        registry.Authority.Removed[TestDatabase.OtherOrganization] = true;
        var report = await registry.Collector.CollectAsync(Token);
        Assert.Equal((3, 149), (report.Repositories, report.Blobs));
        Assert.False(registry.Database.HasRepository(TestDatabase.Repository("app0", TestDatabase.OtherOrganization)));
        Assert.Null(registry.Database.FindManifest(TestDatabase.Repository("app0", TestDatabase.OtherOrganization), "latest"));
        Assert.Equal(0, registry.Database.GetUsedBytes(TestDatabase.OtherOrganization));
        Assert.Equal([kept], await registry.ListStoreAsync(Token));
    }

    [Fact]
    public async Task Collect_AuthorityDown_RemovesOnlyWhatNeedsNoAnswer()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await TestRegistry.OpenAsync(directory.Path, _clock, TestRegistry.Zero, Token);
        await registry.PushBlobAsync(TestDatabase.Repository("app"), "layer", Token);
        await registry.PutAsync(TestDatabase.Repository("app"), TestRegistry.Image("m"), ["v1"], Token);
        registry.Authority.Removed[TestDatabase.Organization] = true;
        registry.Authority.IsDown = true;
        Assert.Equal(new CollectionReport(0, 0, 0, Links: 1, Blobs: 1, 0, Bytes: 5, 0), await registry.Collector.CollectAsync(Token));
        Assert.NotNull(registry.Database.FindManifest(TestDatabase.Repository("app"), "v1"));
    }
}
