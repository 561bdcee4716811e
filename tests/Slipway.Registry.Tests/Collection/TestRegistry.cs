using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Blobs;
using Slipway.Registry.Collection;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;
using Slipway.Registry.Tests.Metadata;

namespace Slipway.Registry.Tests.Collection;

/// <summary>
/// Database, store and collector in one directory, and pushes as the endpoints make them. A manifest's text is its name and the digests of its blobs,
/// one a line, so that whoever finds one can check that it is complete.
/// </summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    private readonly string _staging;

    private TestRegistry(string directory, RegistryDatabase database, FileBlobStore store, CollectorOptions options)
    {
        _staging = Directory.CreateDirectory(Path.Combine(directory, "staging")).FullName;
        Database = database;
        Store = store;
        Collector = new GarbageCollector(database, store, Locks, Authority, options, NullLogger<GarbageCollector>.Instance);
    }

    public RegistryDatabase Database { get; }

    public FileBlobStore Store { get; }

    public BlobLocks Locks { get; } = new();

    public FakeAuthority Authority { get; } = new();

    public GarbageCollector Collector { get; }

    public static CollectorOptions Zero { get; } = new(TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.Zero);

    public static async Task<TestRegistry> OpenAsync(string directory, TimeProvider clock, CollectorOptions options, CancellationToken cancellationToken)
    {
        var database = await RegistryDatabase.OpenAsync(
            Path.Combine(directory, "registry.db"), new RegistryDatabaseOptions(), clock, NullLogger<RegistryDatabase>.Instance, cancellationToken);
        return new TestRegistry(directory, database, FileBlobStore.Open(directory, clock), options);
    }

    public static NewManifest Image(string name, params Digest[] blobs) => TestDatabase.Image(string.Join('\n', [name, .. blobs.Select(blob => blob.ToString())]), blobs);

    public Digest Stage(string content, out string path)
    {
        path = Path.Combine(_staging, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, content);
        return Digest.Of(Encoding.UTF8.GetBytes(content));
    }

    /// <summary>Publishes a blob and links it.</summary>
    public async Task<Digest> PushBlobAsync(StoredName repository, string content, CancellationToken cancellationToken)
    {
        var digest = Stage(content, out var path);
        using (await Locks.LockAsync(digest, cancellationToken))
        {
            await Store.PublishAsync(digest, path, cancellationToken);
            await Database.LinkBlobAsync(repository, digest, content.Length, OrganizationLimits.None, cancellationToken);
        }

        return digest;
    }

    public Task<PutManifestOutcome> PutAsync(StoredName repository, NewManifest manifest, string[] tags, CancellationToken cancellationToken) =>
        Database.PutManifestAsync(repository, manifest, tags, OrganizationLimits.None, cancellationToken);

    /// <summary>Fails the test unless every blob that the manifest names is in the repository, with the right bytes.</summary>
    public async Task AssertCompleteAsync(StoredName repository, StoredManifest manifest, CancellationToken cancellationToken)
    {
        foreach (var line in Encoding.UTF8.GetString(manifest.Bytes.Span).Split('\n').Skip(1))
        {
            var digest = Digest.Parse(line);
            Assert.NotNull(await Database.FindBlobAsync(repository, digest, cancellationToken));
            using var content = await Store.OpenAsync(digest, cancellationToken);
            Assert.NotNull(content);
            using var bytes = new MemoryStream();
            var writer = System.IO.Pipelines.PipeWriter.Create(bytes);
            await content.CopyToAsync(writer, 0, content.Length, cancellationToken);
            await writer.CompleteAsync();
            Assert.True(digest.Matches(bytes.ToArray()));
        }
    }

    public async Task<HashSet<Digest>> ListStoreAsync(CancellationToken cancellationToken)
    {
        var digests = new HashSet<Digest>();
        await foreach (var blob in Store.ListAsync(cancellationToken))
            digests.Add(blob.Digest);
        return digests;
    }

    public async ValueTask DisposeAsync()
    {
        Collector.Dispose();
        await Database.DisposeAsync();
        await Store.DisposeAsync();
        Locks.Dispose();
    }
}
