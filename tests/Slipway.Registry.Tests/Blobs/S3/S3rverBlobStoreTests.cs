using Slipway.Registry.Blobs;

namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>The contract, in a bucket of s3rver.</summary>
[Collection(S3rverCollection.Name)]
public sealed class S3rverBlobStoreTests(S3rverServer server) : BlobStoreContract
{
    protected override async ValueTask<IBlobStore> OpenEmptyAsync() => server.Open(await server.CreateBucketAsync());

    /// <summary>In parts, as well.</summary>
    [Fact]
    public async Task Publish_SeveralParts_IsReadWhole()
    {
        using var blob = await StagedBlob.CreateAsync(40_000_000);
        await Store.PublishAsync(blob.Digest, blob.Path, Token);
        await blob.AssertReadableAsync(Store);
    }
}
