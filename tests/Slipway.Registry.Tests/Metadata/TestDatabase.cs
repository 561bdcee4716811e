using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Metadata;
using Slipway.Registry.Names;

namespace Slipway.Registry.Tests.Metadata;

/// <summary>A database in a directory of its own, with words for what the tests push.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    public const string MediaType = "application/vnd.oci.image.manifest.v1+json";
    public const string Organization = "aaaaaaaaaaaa";
    public const string OtherOrganization = "bbbbbbbbbbbb";

    private readonly TemporaryDirectory _directory = new();

    private TestDatabase(FakeTimeProvider clock) => Clock = clock;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeTimeProvider Clock { get; }

    public RegistryDatabase Database { get; private set; } = null!;

    public string Path => _directory["registry.db"];

    public static async Task<TestDatabase> OpenAsync(RegistryDatabaseOptions? options = null)
    {
        var test = new TestDatabase(new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        test.Database = await OpenAsync(test.Path, test.Clock, options);
        return test;
    }

    public static Task<RegistryDatabase> OpenAsync(string path, TimeProvider clock, RegistryDatabaseOptions? options = null) => RegistryDatabase.OpenAsync(
        path, options ?? new RegistryDatabaseOptions(), clock, NullLogger<RegistryDatabase>.Instance, Token);

    /// <summary>A repository of the first organization, or of the other one.</summary>
    public static StoredName Repository(string name, string organization = Organization) =>
        RepositoryName.TryParse(name, out var parsed) ? StoredName.Of(organization, parsed) : throw new ArgumentException(name, nameof(name));

    public static Digest DigestOf(string content) => Digest.Of(Encoding.UTF8.GetBytes(content));

    public static StoredManifest Document(string content, string algorithm = Digest.Sha256)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        return new StoredManifest(Digest.Of(algorithm, bytes), MediaType, bytes);
    }

    public static NewManifest Image(string content, params Digest[] blobs) => new(Document(content), blobs, [], [], RequiredManifests: false, Referrer: null);

    public static NewManifest Index(string content, params Digest[] manifests) =>
        new(Document(content), [], [], manifests, RequiredManifests: true, Referrer: null);

    public static NewManifest Signature(string content, Digest subject, string artifactType = "application/example") =>
        Image(content) with { Referrer = new NewReferrer(subject, artifactType, Encoding.UTF8.GetBytes($"{{\"of\":\"{content}\"}}")) };

    public Task<LinkBlobOutcome> LinkAsync(StoredName repository, Digest digest, long length = 100, long? maxBytes = null) =>
        Database.LinkBlobAsync(repository, digest, length, new OrganizationLimits(maxBytes, null), Token);

    public Task<PutManifestOutcome> PutAsync(StoredName repository, NewManifest manifest, params string[] tags) =>
        Database.PutManifestAsync(repository, manifest, tags, OrganizationLimits.None, Token);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _directory.Dispose();
    }
}
