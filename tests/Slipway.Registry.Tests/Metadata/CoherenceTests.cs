using CsCheck;
using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Metadata;
using static Slipway.Registry.Tests.Metadata.TestDatabase;

namespace Slipway.Registry.Tests.Metadata;

/// <summary>What is read from memory is what the database holds, whatever was changed before and meanwhile.</summary>
public sealed class CoherenceTests
{
    private const int Repositories = 2;
    private const int Tags = 3;
    private const int Manifests = 4;
    private const int Blobs = 3;

    private static readonly Gen<(int Kind, int Repository, int Tag, int Manifest)> s_operation =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, Repositories - 1], Gen.Int[0, Tags - 1], Gen.Int[0, Manifests - 1]);

    [Fact]
    public Task Reads_AfterAnyOperations_AreThoseOfAPlainModel() => s_operation.Array[1, 40].SampleAsync(
        async operations =>
        {
            await using var test = await TestDatabase.OpenAsync();
            var model = new PlainRegistry();
            foreach (var (kind, repository, tag, manifest) in operations)
            {
                await ApplyAsync(test.Database, model, kind, repository, tag, manifest);
                await CompareAsync(test.Database, model);
            }
        },
        iter: 25, threads: 1);

    [Fact]
    public async Task Reads_WhileTagsMove_NeverGoBackAndNeverMiss()
    {
        await using var test = await TestDatabase.OpenAsync();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var moved = new int[Tags];
        await MoveAsync(0, 0);
        await MoveAsync(1, 0);
        await MoveAsync(2, 0);
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Factory.StartNew(
            () => ReadUntilDone(test.Database, reader % Tags, moved, done.Token), Token, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        await Task.WhenAll(Enumerable.Range(0, Tags).Select(async tag =>
        {
            for (var version = 1; version <= 150; version++)
            {
                await MoveAsync(tag, version);
                Assert.Equal(Name(tag, version), Text(test.Database.FindManifest(Repository("app"), $"t{tag}")));
                await test.Database.DeleteManifestAsync(Repository("app"), DigestOf(Name(tag, version - 1)), Token);
                Assert.Null(test.Database.FindManifest(Repository("app"), DigestOf(Name(tag, version - 1))));
            }
        }));
        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));

        async Task MoveAsync(int tag, int version)
        {
            await test.PutAsync(Repository("app"), Image(Name(tag, version)), $"t{tag}");
            Volatile.Write(ref moved[tag], version);
        }
    }

    private static string Name(int tag, int version) => $"{tag}.{version}";

    private static string Text(StoredManifest? manifest) => manifest is null ? "" : System.Text.Encoding.UTF8.GetString(manifest.Bytes.Span);

    private static int ReadUntilDone(RegistryDatabase database, int tag, int[] moved, CancellationToken done)
    {
        var (reads, last) = (0, 0);
        while (!done.IsCancellationRequested)
        {
            var least = Math.Max(last, Volatile.Read(ref moved[tag]));
            var text = Text(database.FindManifest(Repository("app"), $"t{tag}"));
            Assert.StartsWith($"{tag}.", text, StringComparison.Ordinal);
            last = int.Parse(text.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(last >= least, $"version {last} was read after version {least} had been stored");
            reads++;
        }

        return reads;
    }

    private static async Task ApplyAsync(RegistryDatabase database, PlainRegistry model, int kind, int repository, int tag, int manifest)
    {
        var name = Repository($"r{repository}");
        var blob = DigestOf($"b{manifest % Blobs}");
        var image = Image($"m{manifest}", blob);
        switch (kind)
        {
            case 0:
                await database.LinkBlobAsync(name, blob, 10, OrganizationLimits.None, Token);
                model.Links.Add((repository, blob));
                break;
            case 1:
                Assert.Equal(model.Links.Remove((repository, blob)), await database.UnlinkBlobAsync(name, blob, Token));
                break;
            case 2:
            case 3:
                var stored = await database.PutManifestAsync(name, image, [$"t{tag}"], OrganizationLimits.None, Token) is PutManifestOutcome.Stored;
                Assert.Equal(model.Put(repository, image.Manifest.Digest, blob, $"t{tag}"), stored);
                break;
            case 4:
                Assert.Equal(
                    model.DeleteManifest(repository, image.Manifest.Digest), await database.DeleteManifestAsync(name, image.Manifest.Digest, Token));
                break;
            default:
                Assert.Equal(model.Tags.Remove((repository, $"t{tag}")), await database.DeleteTagAsync(name, $"t{tag}", Token));
                break;
        }
    }

    private static async Task CompareAsync(RegistryDatabase database, PlainRegistry model)
    {
        for (var repository = 0; repository < Repositories; repository++)
        {
            var name = Repository($"r{repository}");
            for (var tag = 0; tag < Tags; tag++)
                Assert.Equal(model.FindTag(repository, $"t{tag}"), database.FindManifest(name, $"t{tag}")?.Digest);
            for (var manifest = 0; manifest < Manifests; manifest++)
                Assert.Equal(model.Manifests.Contains((repository, DigestOf($"m{manifest}"))), database.FindManifest(name, DigestOf($"m{manifest}")) is not null);
            for (var blob = 0; blob < Blobs; blob++)
                Assert.Equal(model.Links.Contains((repository, DigestOf($"b{blob}"))), await database.FindBlobAsync(name, DigestOf($"b{blob}"), Token) is not null);
            Assert.Equal(
                model.Tags.Keys.Where(key => key.Repository == repository).Select(key => key.Tag).Order(StringComparer.Ordinal),
                database.ListTags(name, null, 100)?.Items ?? []);
        }
    }

    /// <summary>The model.</summary>
    private sealed class PlainRegistry
    {
        public HashSet<(int Repository, Digest Blob)> Links { get; } = [];

        public HashSet<(int Repository, Digest Manifest)> Manifests { get; } = [];

        public Dictionary<(int Repository, string Tag), Digest> Tags { get; } = [];

        public Digest? FindTag(int repository, string tag) => Tags.TryGetValue((repository, tag), out var digest) ? digest : null;

        public bool Put(int repository, Digest manifest, Digest blob, string tag)
        {
            if (!Links.Contains((repository, blob)))
                return false;
            Manifests.Add((repository, manifest));
            Tags[(repository, tag)] = manifest;
            return true;
        }

        public bool DeleteManifest(int repository, Digest manifest)
        {
            foreach (var key in Tags.Where(entry => entry.Key.Repository == repository && entry.Value == manifest).Select(entry => entry.Key).ToList())
                Tags.Remove(key);
            return Manifests.Remove((repository, manifest));
        }
    }
}
