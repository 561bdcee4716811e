using Slipway.Registry.Conformance.Targets;
using Slipway.Registry.Conformance.Topics;

namespace Slipway.Registry.Conformance.Runs;

/// <summary>All topics on the gateway in front of Debian's docker-registry, asking by Basic.</summary>
public static class GatewayBasicRun
{
    [CollectionDefinition]
    public sealed class Group : ICollectionFixture<GatewayBasicFixture>;

    [Collection<Group>] public sealed class Base(GatewayBasicFixture fixture) : BaseConformance(fixture);
    [Collection<Group>] public sealed class Blobs(GatewayBasicFixture fixture) : BlobConformance(fixture);
    [Collection<Group>] public sealed class BlobRanges(GatewayBasicFixture fixture) : BlobRangeConformance(fixture);
    [Collection<Group>] public sealed class UploadSessions(GatewayBasicFixture fixture) : UploadSessionConformance(fixture);
    [Collection<Group>] public sealed class MonolithicUploads(GatewayBasicFixture fixture) : MonolithicUploadConformance(fixture);
    [Collection<Group>] public sealed class SinglePosts(GatewayBasicFixture fixture) : SinglePostConformance(fixture);
    [Collection<Group>] public sealed class ChunkedUploads(GatewayBasicFixture fixture) : ChunkedUploadConformance(fixture);
    [Collection<Group>] public sealed class Mounts(GatewayBasicFixture fixture) : MountConformance(fixture);
    [Collection<Group>] public sealed class Manifests(GatewayBasicFixture fixture) : ManifestConformance(fixture);
    [Collection<Group>] public sealed class ManifestRefusals(GatewayBasicFixture fixture) : ManifestRefusalConformance(fixture);
    [Collection<Group>] public sealed class ContentTypes(GatewayBasicFixture fixture) : ContentTypeConformance(fixture);
    [Collection<Group>] public sealed class Conditionals(GatewayBasicFixture fixture) : ConditionalConformance(fixture);
    [Collection<Group>] public sealed class Tags(GatewayBasicFixture fixture) : TagConformance(fixture);
    [Collection<Group>] public sealed class TagParameters(GatewayBasicFixture fixture) : TagParameterConformance(fixture);
    [Collection<Group>] public sealed class Referrers(GatewayBasicFixture fixture) : ReferrersConformance(fixture);
    [Collection<Group>] public sealed class Deletes(GatewayBasicFixture fixture) : DeleteConformance(fixture);
    [Collection<Group>] public sealed class Errors(GatewayBasicFixture fixture) : ErrorConformance(fixture);
    [Collection<Group>] public sealed class Catalogs(GatewayBasicFixture fixture) : CatalogConformance(fixture);
    [Collection<Group>] public sealed class RawHttp(GatewayBasicFixture fixture) : RawHttpConformance(fixture);
    [Collection<Group>] public sealed class Logins(GatewayBasicFixture fixture) : LoginConformance(fixture);
    [Collection<Group>] public sealed class Tenants(GatewayBasicFixture fixture) : TenantConformance(fixture);
}
