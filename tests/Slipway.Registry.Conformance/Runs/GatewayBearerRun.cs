using Slipway.Registry.Conformance.Targets;
using Slipway.Registry.Conformance.Topics;

namespace Slipway.Registry.Conformance.Runs;

/// <summary>All topics on the gateway in front of Debian's docker-registry, asking by Bearer.</summary>
public static class GatewayBearerRun
{
    [CollectionDefinition]
    public sealed class Group : ICollectionFixture<GatewayBearerFixture>;

    [Collection<Group>] public sealed class Base(GatewayBearerFixture fixture) : BaseConformance(fixture);
    [Collection<Group>] public sealed class Blobs(GatewayBearerFixture fixture) : BlobConformance(fixture);
    [Collection<Group>] public sealed class BlobRanges(GatewayBearerFixture fixture) : BlobRangeConformance(fixture);
    [Collection<Group>] public sealed class UploadSessions(GatewayBearerFixture fixture) : UploadSessionConformance(fixture);
    [Collection<Group>] public sealed class MonolithicUploads(GatewayBearerFixture fixture) : MonolithicUploadConformance(fixture);
    [Collection<Group>] public sealed class SinglePosts(GatewayBearerFixture fixture) : SinglePostConformance(fixture);
    [Collection<Group>] public sealed class ChunkedUploads(GatewayBearerFixture fixture) : ChunkedUploadConformance(fixture);
    [Collection<Group>] public sealed class Mounts(GatewayBearerFixture fixture) : MountConformance(fixture);
    [Collection<Group>] public sealed class Manifests(GatewayBearerFixture fixture) : ManifestConformance(fixture);
    [Collection<Group>] public sealed class ManifestRefusals(GatewayBearerFixture fixture) : ManifestRefusalConformance(fixture);
    [Collection<Group>] public sealed class ContentTypes(GatewayBearerFixture fixture) : ContentTypeConformance(fixture);
    [Collection<Group>] public sealed class Conditionals(GatewayBearerFixture fixture) : ConditionalConformance(fixture);
    [Collection<Group>] public sealed class Tags(GatewayBearerFixture fixture) : TagConformance(fixture);
    [Collection<Group>] public sealed class TagParameters(GatewayBearerFixture fixture) : TagParameterConformance(fixture);
    [Collection<Group>] public sealed class Referrers(GatewayBearerFixture fixture) : ReferrersConformance(fixture);
    [Collection<Group>] public sealed class Deletes(GatewayBearerFixture fixture) : DeleteConformance(fixture);
    [Collection<Group>] public sealed class Errors(GatewayBearerFixture fixture) : ErrorConformance(fixture);
    [Collection<Group>] public sealed class Catalogs(GatewayBearerFixture fixture) : CatalogConformance(fixture);
    [Collection<Group>] public sealed class RawHttp(GatewayBearerFixture fixture) : RawHttpConformance(fixture);
    [Collection<Group>] public sealed class Logins(GatewayBearerFixture fixture) : LoginConformance(fixture);
    [Collection<Group>] public sealed class Tokens(GatewayBearerFixture fixture) : BearerConformance(fixture);
    [Collection<Group>] public sealed class Tenants(GatewayBearerFixture fixture) : TenantConformance(fixture);
}
