using Slipway.Oci;
using Slipway.Registry.Names;

namespace Slipway.Registry.Metadata;

/// <summary>What a change works with: the writer's session, the time of its transaction, and the list of what memory may no longer hold.</summary>
internal sealed class WriteContext(SqliteSession session, DateTimeOffset now, RegistryDatabaseOptions options)
{
    private readonly List<RepositoryDigest> _links = [];
    private readonly List<RepositoryDigest> _manifests = [];
    private readonly List<RepositoryTag> _tags = [];

    public SqliteSession Session { get; } = session;

    /// <summary>Unix milliseconds.</summary>
    public long Now { get; } = now.ToUnixTimeMilliseconds();

    public RegistryDatabaseOptions Options { get; } = options;

    public IReadOnlyList<RepositoryDigest> ChangedLinks => _links;

    public IReadOnlyList<RepositoryDigest> ChangedManifests => _manifests;

    public IReadOnlyList<RepositoryTag> ChangedTags => _tags;

    public void LinkChanges(StoredName repository, Digest digest) => _links.Add(new RepositoryDigest(repository, digest));

    public void ManifestChanges(StoredName repository, Digest digest) => _manifests.Add(new RepositoryDigest(repository, digest));

    public void TagChanges(StoredName repository, string tag) => _tags.Add(new RepositoryTag(repository, tag));
}
