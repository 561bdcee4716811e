using System.Globalization;
using Slipway.Oci;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;
using Slipway.Registry.Tests.Metadata;

namespace Slipway.Registry.Tests.Collection;

/// <summary>What this program does when a test starts it again: pushes, deletes and collects without any grace until it is killed.</summary>
internal static class PushingChild
{
    public const string Verb = "push-until-killed";
    public const string Stored = "stored";
    public const string Deleting = "deleting";
    public const int Pushers = 4;

    private const int Contents = 6;

    public static StoredName RepositoryOf(int pusher) => TestDatabase.Repository($"app{pusher}");

    /// <summary>
    /// Prints <c>stored PUSHER DIGEST</c> once a manifest is acknowledged, and <c>deleting PUSHER DIGEST</c> before its removal is asked for.
    /// </summary>
    public static async Task<int> RunAsync(string directory, string seed)
    {
        await using var registry = await TestRegistry.OpenAsync(directory, TimeProvider.System, TestRegistry.Zero, CancellationToken.None);
        var first = int.Parse(seed, CultureInfo.InvariantCulture);
        await Task.WhenAll([CollectAsync(registry), .. Enumerable.Range(0, Pushers).Select(pusher => PushAsync(registry, pusher, first * Pushers + pusher))]);
        return 1;
    }

    private static async Task CollectAsync(TestRegistry registry)
    {
        while ((await registry.Collector.CollectAsync(CancellationToken.None)).MissingBlobs == 0)
        {
            // Until killed.
        }
    }

    private static async Task PushAsync(TestRegistry registry, int pusher, int seed)
    {
        var random = new Random(seed);
        var stored = new Queue<Digest>();
        for (var round = 0; ; round++)
        {
            var layer = await registry.PushBlobAsync(RepositoryOf(pusher), $"layer {random.Next(Contents)}", CancellationToken.None);
            var own = await registry.PushBlobAsync(RepositoryOf(pusher), $"config {seed} {round}", CancellationToken.None);
            var manifest = TestRegistry.Image($"{seed} {round}", layer, own);
            var outcome = await registry.PutAsync(RepositoryOf(pusher), manifest, [$"t{seed}-{round}"], CancellationToken.None);
            if (outcome is not PutManifestOutcome.Stored)
                continue;
            Say(Stored, pusher, manifest.Manifest.Digest);
            stored.Enqueue(manifest.Manifest.Digest);
            if (stored.Count < 4)
                continue;
            var old = stored.Dequeue();
            Say(Deleting, pusher, old);
            await registry.Database.DeleteManifestAsync(RepositoryOf(pusher), old, CancellationToken.None);
        }
    }

    private static void Say(string what, int pusher, Digest digest)
    {
        Console.Out.WriteLine($"{what} {pusher} {digest}");
        Console.Out.Flush();
    }
}
