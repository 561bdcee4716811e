using System.Net;
using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Tests.Distribution;

namespace Slipway.Registry.Tests.Uploads;

/// <summary>distribution-spec 1.1, end-11, with and without a source.</summary>
public sealed class MountTests
{
    private static readonly byte[] s_content = "shared bytes"u8.ToArray();

    private static Digest Shared => Digest.Of(s_content);

    [Theory]
    [InlineData("&from=team/base")]
    [InlineData("")]
    public async Task Mount_FromOwnRepository_NeedsNoUpload(string from)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        await client.PushBlobAsync("team/base", s_content);

        var answer = await client.PostAsync($"/v2/app/blobs/uploads/?mount={Shared}{from}");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal($"/v2/app/blobs/{Shared}", answer.Location());
        Assert.Equal(Shared.ToString(), answer.Header("Docker-Content-Digest"));
        Assert.Equal(s_content, await (await client.GetAsync(answer.Location())).BytesAsync());
        Assert.Empty(registry.UploadFiles);
    }

    [Theory]
    [InlineData("&from=secret/base")]
    [InlineData("&from=NO/NAME")]
    [InlineData("&from=absent")]
    [InlineData("")]
    public async Task Mount_FromWhatTheCallerMayNotRead_IsAsIfAbsentAndTheUploadWorks(string from)
    {
        await using var registry = await TestRegistry.StartAsync();
        using var alice = registry.Client();
        using var bob = registry.Client("bob");
        using var anna = registry.Client("anna");
        await alice.PushBlobAsync("secret/base", s_content);

        foreach (var (client, name) in new[] { (bob, "app"), (anna, "team/app") })
        {
            var forbidden = await client.PostAsync($"/v2/{name}/blobs/uploads/?mount={Shared}{from}");
            var absent = await client.PostAsync($"/v2/{name}/blobs/uploads/?mount={Digest.Of("nothing"u8)}&from=team/nothing");

            Assert.Equal(HttpStatusCode.Accepted, forbidden.StatusCode);
            Assert.Equal(await absent.WholeAsync(), await forbidden.WholeAsync());
            Assert.Equal(HttpStatusCode.NotFound, (await client.HeadAsync($"/v2/{name}/blobs/{Shared}")).StatusCode);
            Assert.Equal(HttpStatusCode.Created, (await client.PutAsync($"{forbidden.Location()}?digest={Shared}", s_content)).StatusCode);
        }
    }

    [Fact]
    public async Task Mount_BlobThatTheQuotaHolds_CountsOnce()
    {
        await using var registry = await TestRegistry.StartAsync(limits: new OrganizationLimits(s_content.Length, null));
        using var client = registry.Client();
        await client.PushBlobAsync("base", s_content);

        Assert.Equal(HttpStatusCode.Created, (await client.PostAsync($"/v2/app/blobs/uploads/?mount={Shared}&from=base")).StatusCode);
    }
}
