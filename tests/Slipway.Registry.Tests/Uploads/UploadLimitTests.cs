using System.Net;
using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Tests.Distribution;

namespace Slipway.Registry.Tests.Uploads;

/// <summary>Limits of uploads, and that passing one leaves nothing behind.</summary>
public sealed class UploadLimitTests
{
    private static readonly byte[] s_content = new byte[1000];

    [Fact]
    public async Task Begin_TooMany_Gives429ForThatOrganizationOnly()
    {
        await using var registry = await TestRegistry.StartAsync(static options => options with { MaxUploads = 2 });
        using var alice = registry.Client();
        using var bob = registry.Client("bob");
        var first = await alice.BeginAsync("app");
        await alice.BeginAsync("app");

        var refused = await alice.PostAsync("/v2/app/blobs/uploads/");

        await refused.AssertErrorAsync(HttpStatusCode.TooManyRequests, "TOOMANYREQUESTS");
        Assert.NotNull(refused.Header("Retry-After"));
        await bob.BeginAsync("app");
        await alice.DeleteAsync(first);
        await alice.BeginAsync("app");
    }

    [Fact]
    public async Task Append_BeyondTheLargestBlob_Gives413()
    {
        await using var registry = await TestRegistry.StartAsync(static options => options with { MaxBlobBytes = 1500 });
        using var client = registry.Client();
        var upload = await client.BeginAsync("app");
        await client.PatchAsync(upload, s_content);

        await (await client.PatchAsync(upload, s_content)).AssertErrorAsync(HttpStatusCode.RequestEntityTooLarge, "SIZE_INVALID");
        await (await client.PostAsync($"/v2/app/blobs/uploads/?digest={Digest.Of(new byte[1501])}", new byte[1501]))
            .AssertErrorAsync(HttpStatusCode.RequestEntityTooLarge, "SIZE_INVALID");

        await client.PushBlobAsync("app", new byte[1500]);
        await client.DeleteAsync(upload);
        Assert.Empty(registry.UploadFiles);
    }

    [Fact]
    public async Task Append_ParallelUploadsPassTheQuotaTogether_AreRefused()
    {
        await using var registry = await TestRegistry.StartAsync(limits: new OrganizationLimits(1500, null));
        using var alice = registry.Client();
        using var bob = registry.Client("bob");
        var first = await alice.BeginAsync("app");
        var second = await alice.BeginAsync("app");
        await alice.PatchAsync(first, s_content);

        await (await alice.PatchAsync(second, s_content)).AssertErrorAsync(HttpStatusCode.Forbidden, "DENIED");

        Assert.Equal(HttpStatusCode.Accepted, (await bob.PatchAsync(await bob.BeginAsync("app"), s_content)).StatusCode);
        await alice.DeleteAsync(first);
        Assert.Equal(HttpStatusCode.Accepted, (await alice.PatchAsync(second, s_content)).StatusCode);
    }

    [Fact]
    public async Task Commit_OverQuota_GivesTheNumbersAndKeepsNothing()
    {
        await using var registry = await TestRegistry.StartAsync(limits: new OrganizationLimits(1500, null));
        using var client = registry.Client();
        await client.PushBlobAsync("app", s_content);
        var second = Enumerable.Repeat((byte)1, 1000).ToArray();

        var answer = await client.PostAsync($"/v2/app/blobs/uploads/?digest={Digest.Of(second)}", second);

        await answer.AssertErrorAsync(HttpStatusCode.Forbidden, "DENIED");
        Assert.Contains("1000 of 1500", (await answer.JsonAsync()).ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.HeadAsync($"/v2/app/blobs/{Digest.Of(second)}")).StatusCode);
        Assert.Empty(registry.UploadFiles);
        Assert.Single(registry.BlobFiles);
    }

    [Fact]
    public async Task Expire_IdleUploads_AreRemovedAndOthersStay()
    {
        await using var registry = await TestRegistry.StartAsync(static options => options with { UploadIdleTimeout = TimeSpan.FromHours(1) });
        using var client = registry.Client();
        var idle = await client.BeginAsync("app");
        await client.PatchAsync(idle, s_content);
        registry.Clock.Advance(TimeSpan.FromMinutes(50));
        var busy = await client.BeginAsync("app");
        registry.Clock.Advance(TimeSpan.FromMinutes(50));

        var expired = registry.Server.ExpireUploads(registry.Clock.GetUtcNow(), TestContext.Current.CancellationToken);

        Assert.Equal((1, 1000L), (expired.Count, expired.Bytes));
        await (await client.GetAsync(idle)).AssertErrorAsync(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
        Assert.Equal(HttpStatusCode.NoContent, (await client.GetAsync(busy)).StatusCode);
        await client.DeleteAsync(busy);
        Assert.Empty(registry.UploadFiles);
    }
}
