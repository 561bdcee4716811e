using Slipway.Registry.Conformance.Targets;
using Slipway.Registry.Conformance.Topics;

namespace Slipway.Registry.Conformance.Runs;

/// <summary>All topics on our own registry, asking by Basic.</summary>
public static class SlipwayBasicRun
{
    [CollectionDefinition]
    public sealed class Group : ICollectionFixture<SlipwayBasicFixture>;

    [Collection<Group>] public sealed class Base(SlipwayBasicFixture fixture) : BaseConformance(fixture);
    [Collection<Group>] public sealed class Blobs(SlipwayBasicFixture fixture) : BlobConformance(fixture);
    [Collection<Group>] public sealed class BlobRanges(SlipwayBasicFixture fixture) : BlobRangeConformance(fixture);
    [Collection<Group>] public sealed class UploadSessions(SlipwayBasicFixture fixture) : UploadSessionConformance(fixture);
    [Collection<Group>] public sealed class MonolithicUploads(SlipwayBasicFixture fixture) : MonolithicUploadConformance(fixture);
    [Collection<Group>] public sealed class SinglePosts(SlipwayBasicFixture fixture) : SinglePostConformance(fixture);
    [Collection<Group>] public sealed class ChunkedUploads(SlipwayBasicFixture fixture) : ChunkedUploadConformance(fixture);
    [Collection<Group>] public sealed class Mounts(SlipwayBasicFixture fixture) : MountConformance(fixture);
    [Collection<Group>] public sealed class Manifests(SlipwayBasicFixture fixture) : ManifestConformance(fixture);
    [Collection<Group>] public sealed class ManifestRefusals(SlipwayBasicFixture fixture) : ManifestRefusalConformance(fixture);
    [Collection<Group>] public sealed class ContentTypes(SlipwayBasicFixture fixture) : ContentTypeConformance(fixture);
    [Collection<Group>] public sealed class Conditionals(SlipwayBasicFixture fixture) : ConditionalConformance(fixture);
    [Collection<Group>] public sealed class Tags(SlipwayBasicFixture fixture) : TagConformance(fixture);
    [Collection<Group>] public sealed class TagParameters(SlipwayBasicFixture fixture) : TagParameterConformance(fixture);
    [Collection<Group>] public sealed class Referrers(SlipwayBasicFixture fixture) : ReferrersConformance(fixture);
    [Collection<Group>] public sealed class Deletes(SlipwayBasicFixture fixture) : DeleteConformance(fixture);
    [Collection<Group>] public sealed class Errors(SlipwayBasicFixture fixture) : ErrorConformance(fixture);
    [Collection<Group>] public sealed class Catalogs(SlipwayBasicFixture fixture) : CatalogConformance(fixture);
    [Collection<Group>] public sealed class RawHttp(SlipwayBasicFixture fixture) : RawHttpConformance(fixture);
    [Collection<Group>] public sealed class Logins(SlipwayBasicFixture fixture) : LoginConformance(fixture);
    [Collection<Group>] public sealed class Tenants(SlipwayBasicFixture fixture) : TenantConformance(fixture);
}
