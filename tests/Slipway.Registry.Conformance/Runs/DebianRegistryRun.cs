using Slipway.Registry.Conformance.Targets;
using Slipway.Registry.Conformance.Topics;

namespace Slipway.Registry.Conformance.Runs;

/// <summary>All topics that apply to Debian's docker-registry, open to everybody.</summary>
public static class DebianRegistryRun
{
    [CollectionDefinition]
    public sealed class Group : ICollectionFixture<DebianRegistryFixture>;

    [Collection<Group>] public sealed class Base(DebianRegistryFixture fixture) : BaseConformance(fixture);
    [Collection<Group>] public sealed class Blobs(DebianRegistryFixture fixture) : BlobConformance(fixture);
    [Collection<Group>] public sealed class BlobRanges(DebianRegistryFixture fixture) : BlobRangeConformance(fixture);
    [Collection<Group>] public sealed class UploadSessions(DebianRegistryFixture fixture) : UploadSessionConformance(fixture);
    [Collection<Group>] public sealed class MonolithicUploads(DebianRegistryFixture fixture) : MonolithicUploadConformance(fixture);
    [Collection<Group>] public sealed class SinglePosts(DebianRegistryFixture fixture) : SinglePostConformance(fixture);
    [Collection<Group>] public sealed class ChunkedUploads(DebianRegistryFixture fixture) : ChunkedUploadConformance(fixture);
    [Collection<Group>] public sealed class Mounts(DebianRegistryFixture fixture) : MountConformance(fixture);
    [Collection<Group>] public sealed class Manifests(DebianRegistryFixture fixture) : ManifestConformance(fixture);
    [Collection<Group>] public sealed class ManifestRefusals(DebianRegistryFixture fixture) : ManifestRefusalConformance(fixture);
    [Collection<Group>] public sealed class ContentTypes(DebianRegistryFixture fixture) : ContentTypeConformance(fixture);
    [Collection<Group>] public sealed class Conditionals(DebianRegistryFixture fixture) : ConditionalConformance(fixture);
    [Collection<Group>] public sealed class Tags(DebianRegistryFixture fixture) : TagConformance(fixture);
    [Collection<Group>] public sealed class TagParameters(DebianRegistryFixture fixture) : TagParameterConformance(fixture);
    [Collection<Group>] public sealed class Referrers(DebianRegistryFixture fixture) : ReferrersConformance(fixture);
    [Collection<Group>] public sealed class Deletes(DebianRegistryFixture fixture) : DeleteConformance(fixture);
    [Collection<Group>] public sealed class Errors(DebianRegistryFixture fixture) : ErrorConformance(fixture);
    [Collection<Group>] public sealed class Catalogs(DebianRegistryFixture fixture) : CatalogConformance(fixture);
    [Collection<Group>] public sealed class RawHttp(DebianRegistryFixture fixture) : RawHttpConformance(fixture);
}
