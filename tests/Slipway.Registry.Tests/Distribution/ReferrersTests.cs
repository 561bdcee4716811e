using System.Net;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>distribution-spec 1.1, end-12a and end-12b.</summary>
public sealed class ReferrersTests
{
    private static readonly Digest s_subject = Digest.Of("a subject that need not exist"u8);

    [Fact]
    public async Task Put_WithSubject_IsListedAndSaysSo()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var config = await client.PushBlobAsync("app", "{}"u8.ToArray());
        var json = Documents.Image(config, 2, Documents.Subject(s_subject) + ""","annotations":{"who":"me"}""");
        var digest = Digest.Of(Encoding.UTF8.GetBytes(json));

        var put = await client.PutManifestAsync("app", digest.ToString(), json);
        var list = await client.GetAsync($"/v2/app/referrers/{s_subject}");

        Assert.Equal(s_subject.ToString(), put.Header("OCI-Subject"));
        Assert.Equal(TestClient.OciIndex, list.Header("Content-Type"));
        var index = await list.JsonAsync();
        Assert.Equal(2, index.GetProperty("schemaVersion").GetInt32());
        Assert.Equal(TestClient.OciIndex, index.GetProperty("mediaType").GetString());
        var entry = Assert.Single(index.GetProperty("manifests").EnumerateArray());
        Assert.Equal(digest.ToString(), entry.GetProperty("digest").GetString());
        Assert.Equal("application/example", entry.GetProperty("artifactType").GetString());
        Assert.Equal("me", entry.GetProperty("annotations").GetProperty("who").GetString());
    }

    [Fact]
    public async Task List_Filtered_LeavesOutTheOthers()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digests = await PushAsync(client, "application/a+x", "application/b");

        var answer = await client.GetAsync($"/v2/app/referrers/{s_subject}?artifactType=application%2Fa%2Bx");

        Assert.Equal("artifactType", answer.Header("OCI-Filters-Applied"));
        Assert.Equal([digests[0].ToString()], await DigestsAsync(answer));
    }

    [Fact]
    public async Task List_PageByPage_IsWholeAndOnlyOnce()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var digests = await PushAsync(client, [.. Enumerable.Repeat("application/a", 20)]);

        var seen = new List<string?>();
        var pages = 0;
        for (var path = $"/v2/app/referrers/{s_subject}?n=6&artifactType=application/a"; path is not null; pages++)
        {
            var answer = await client.GetAsync(path);
            seen.AddRange(await DigestsAsync(answer));
            path = answer.Header("Link") is { } link ? link[1..link.IndexOf('>')] : null;
        }

        Assert.Equal(4, pages);
        Assert.Equal(digests.Select(static digest => digest.ToString()).Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task List_LargeAnnotations_EndThePage()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();
        var config = await client.PushBlobAsync("app", "{}"u8.ToArray());
        for (var i = 0; i < 3; i++)
        {
            var json = Documents.Image(config, 2, Documents.Subject(s_subject) + $$""","annotations":{"a{{i}}":"{{new string('x', 1_500_000)}}"}""");
            Assert.Equal(HttpStatusCode.Created, (await client.PutManifestAsync("app", "t" + i, json)).StatusCode);
        }

        var first = await client.GetAsync($"/v2/app/referrers/{s_subject}");
        var link = first.Header("Link")!;
        var second = await client.GetAsync(link[1..link.IndexOf('>')]);

        Assert.Equal(2, (await DigestsAsync(first)).Count);
        Assert.Single(await DigestsAsync(second));
        Assert.Null(second.Header("Link"));
    }

    [Fact]
    public async Task List_Unknown_IsEmptyAndTheSameForAForeignOne()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var alice = registry.Client();
        using var bob = registry.Client("bob");
        await PushAsync(alice, "application/a");

        var foreign = await bob.GetAsync($"/v2/app/referrers/{s_subject}");

        Assert.Equal(HttpStatusCode.OK, foreign.StatusCode);
        Assert.Empty(await DigestsAsync(foreign));
        Assert.Equal(await foreign.WholeAsync(), await (await alice.GetAsync($"/v2/never/referrers/{s_subject}")).WholeAsync());
    }

    [Fact]
    public async Task List_MalformedDigest_Gives400()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();

        await (await client.GetAsync("/v2/app/referrers/v1")).AssertErrorAsync(HttpStatusCode.BadRequest, "DIGEST_INVALID");
    }

    private static async Task<IReadOnlyList<Digest>> PushAsync(TestClient client, params string[] artifactTypes)
    {
        var config = await client.PushBlobAsync("app", "{}"u8.ToArray());
        var digests = new List<Digest>();
        foreach (var (index, type) in artifactTypes.Index())
        {
            var json = Documents.Image(config, 2, Documents.Subject(s_subject, type) + $$""","annotations":{"n":"{{index}}"}""");
            digests.Add(Digest.Of(Encoding.UTF8.GetBytes(json)));
            Assert.Equal(HttpStatusCode.Created, (await client.PutManifestAsync("app", digests[^1].ToString(), json)).StatusCode);
        }

        return digests;
    }

    private static async Task<IReadOnlyList<string?>> DigestsAsync(HttpResponseMessage answer) =>
        [.. (await answer.JsonAsync()).GetProperty("manifests").EnumerateArray().Select(static entry => entry.GetProperty("digest").GetString())];
}
