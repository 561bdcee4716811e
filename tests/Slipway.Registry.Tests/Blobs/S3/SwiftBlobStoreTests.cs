using Slipway.Registry.Blobs;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>The contract, in a bucket of OpenStack Swift.</summary>
[Collection(SwiftCollection.Name)]
public sealed class SwiftBlobStoreTests(SwiftServer server) : BlobStoreContract
{
    protected override async ValueTask<IBlobStore> OpenEmptyAsync() => server.Open(await server.CreateBucketAsync());
}
