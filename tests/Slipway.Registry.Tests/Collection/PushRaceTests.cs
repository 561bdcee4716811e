using Slipway.Registry.Metadata;
using Slipway.Registry.Names;
using Slipway.Registry.Tests.Metadata;

namespace Slipway.Registry.Tests.Collection;

/// <summary>Pushes of the same blobs by many while collections without any grace run.</summary>
public sealed class PushRaceTests
{
    private const int Pushers = 8;
    private const int Rounds = 30;
    private const int Contents = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Push_WhileCollecting_NeverStoresAManifestWithoutItsBlobs()
    {
        using var directory = new TemporaryDirectory();
        await using var registry = await TestRegistry.OpenAsync(directory.Path, TimeProvider.System, TestRegistry.Zero, Token);
        var pushing = Task.WhenAll(Enumerable.Range(0, Pushers).Select(pusher => PushAsync(registry, pusher)));
        var deleted = 0;
        while (!pushing.IsCompleted)
        {
            var report = await registry.Collector.CollectAsync(Token);
            Assert.Equal(0, report.MissingBlobs);
            deleted += report.Blobs;
        }

        Assert.True((await pushing).Sum() > 0, "no manifest was ever stored");
        Assert.True(deleted > 0, "the collector never deleted anything that was pushed again");
        for (var pusher = 0; pusher < Pushers; pusher++)
        {
            var repository = RepositoryOf(pusher);
            foreach (var tag in registry.Database.ListTags(repository, null, 1000)!.Items)
                await registry.Database.DeleteManifestAsync(repository, registry.Database.FindManifest(repository, tag)!.Digest, Token);
        }

        await registry.Collector.CollectAsync(Token);
        Assert.Empty(await registry.ListStoreAsync(Token));
        Assert.Equal(0, registry.Database.GetUsedBytes(TestDatabase.Organization) + registry.Database.GetUsedBytes(TestDatabase.OtherOrganization));
    }

    private static async Task<int> PushAsync(TestRegistry registry, int pusher)
    {
        var repository = RepositoryOf(pusher);
        var stored = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var one = await registry.PushBlobAsync(repository, $"layer {(round + pusher) % Contents}", Token);
            var two = await registry.PushBlobAsync(repository, "config", Token);
            var manifest = TestRegistry.Image($"{round}", one, two);
            var outcome = await registry.PutAsync(repository, manifest, [$"t{round}"], Token);
            if (outcome is PutManifestOutcome.Missing)
                continue;
            Assert.IsType<PutManifestOutcome.Stored>(outcome);
            await registry.AssertCompleteAsync(repository, manifest.Manifest, Token);
            stored++;
            if (round < Rounds - 1)
                await registry.Database.DeleteManifestAsync(repository, manifest.Manifest.Digest, Token);
        }

        return stored;
    }

    private static StoredName RepositoryOf(int pusher) =>
        TestDatabase.Repository($"app{pusher / 2}", pusher % 2 == 0 ? TestDatabase.Organization : TestDatabase.OtherOrganization);
}
