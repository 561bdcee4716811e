using Slipway.Registry.Conformance.Targets;
using Slipway.Registry.Conformance.Topics;

namespace Slipway.Registry.Conformance.Runs;

/// <summary>All topics on our own registry, asking by Bearer.</summary>
public static class SlipwayBearerRun
{
    [CollectionDefinition]
    public sealed class Group : ICollectionFixture<SlipwayBearerFixture>;

    [Collection<Group>] public sealed class Base(SlipwayBearerFixture fixture) : BaseConformance(fixture);
    [Collection<Group>] public sealed class Blobs(SlipwayBearerFixture fixture) : BlobConformance(fixture);
    [Collection<Group>] public sealed class BlobRanges(SlipwayBearerFixture fixture) : BlobRangeConformance(fixture);
    [Collection<Group>] public sealed class UploadSessions(SlipwayBearerFixture fixture) : UploadSessionConformance(fixture);
    [Collection<Group>] public sealed class MonolithicUploads(SlipwayBearerFixture fixture) : MonolithicUploadConformance(fixture);
    [Collection<Group>] public sealed class SinglePosts(SlipwayBearerFixture fixture) : SinglePostConformance(fixture);
    [Collection<Group>] public sealed class ChunkedUploads(SlipwayBearerFixture fixture) : ChunkedUploadConformance(fixture);
    [Collection<Group>] public sealed class Mounts(SlipwayBearerFixture fixture) : MountConformance(fixture);
    [Collection<Group>] public sealed class Manifests(SlipwayBearerFixture fixture) : ManifestConformance(fixture);
    [Collection<Group>] public sealed class ManifestRefusals(SlipwayBearerFixture fixture) : ManifestRefusalConformance(fixture);
    [Collection<Group>] public sealed class ContentTypes(SlipwayBearerFixture fixture) : ContentTypeConformance(fixture);
    [Collection<Group>] public sealed class Conditionals(SlipwayBearerFixture fixture) : ConditionalConformance(fixture);
    [Collection<Group>] public sealed class Tags(SlipwayBearerFixture fixture) : TagConformance(fixture);
    [Collection<Group>] public sealed class TagParameters(SlipwayBearerFixture fixture) : TagParameterConformance(fixture);
    [Collection<Group>] public sealed class Referrers(SlipwayBearerFixture fixture) : ReferrersConformance(fixture);
    [Collection<Group>] public sealed class Deletes(SlipwayBearerFixture fixture) : DeleteConformance(fixture);
    [Collection<Group>] public sealed class Errors(SlipwayBearerFixture fixture) : ErrorConformance(fixture);
    [Collection<Group>] public sealed class Catalogs(SlipwayBearerFixture fixture) : CatalogConformance(fixture);
    [Collection<Group>] public sealed class RawHttp(SlipwayBearerFixture fixture) : RawHttpConformance(fixture);
    [Collection<Group>] public sealed class Logins(SlipwayBearerFixture fixture) : LoginConformance(fixture);
    [Collection<Group>] public sealed class Tokens(SlipwayBearerFixture fixture) : BearerConformance(fixture);
    [Collection<Group>] public sealed class Tenants(SlipwayBearerFixture fixture) : TenantConformance(fixture);
}
