using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;
using Slipway.Registry.Tests.Authorizer;

namespace Slipway.Registry.Tests.Gateway;

/// <summary>The gateway in front of Debian's docker-registry.</summary>
public sealed class GatewayTests : IAsyncLifetime
{
    private DebianRegistry? _upstream;
    private GatewayServer? _gateway;

    private GatewayServer Gateway => _gateway!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await DebianRegistry.StartAsync();
        _gateway = await GatewayServer.StartAsync(_upstream.Base);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        _upstream?.Dispose();
    }

    [Fact]
    public async Task Image_PushedByOne_IsThereForItsOrganizationOnly()
    {
        var digest = await Gateway.PushImageAsync("team/app", "1", "acme-pusher");

        using var mine = await Gateway.SendAsync(HttpMethod.Get, "/v2/team/app/manifests/1", "acme-reader");
        using var tags = await Gateway.SendAsync(HttpMethod.Get, "/v2/team/app/tags/list", "acme-reader");
        using var theirs = await Gateway.SendAsync(HttpMethod.Get, "/v2/team/app/manifests/1", "globex");
        using var absent = await Gateway.SendAsync(HttpMethod.Get, "/v2/team/app/manifests/absent", "globex");
        using var blob = await Gateway.SendAsync(HttpMethod.Get, $"/v2/team/app/blobs/{Digest.Of("{}"u8)}", "globex");

        Assert.Equal(digest, Digest.Of(await mine.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
        Assert.Equal("""{"name":"team/app","tags":["1"]}""", await tags.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        Assert.Equal(await GuardedServer.DescribeAsync(absent), await GuardedServer.DescribeAsync(theirs));
        Assert.Equal(HttpStatusCode.NotFound, blob.StatusCode);
        Gateway.AssertNothingInternalWasShown();
    }

    [Fact]
    public async Task Session_OfAnother_IsNotToldFromAnAbsentOne()
    {
        var location = await Gateway.OpenAsync("team/app", "acme-pusher");
        Gateway.Server.Authority.Add("acme-other", "acme", FakeAuthority.AcmeKey, false, new Access.RepositoryGrant("*", Access.RepositoryActions.All));
        var elsewhere = location.Replace("/team/app/", "/team/other/", StringComparison.Ordinal);
        var madeUp = location.Split('?')[0][..^4] + "0000?" + location.Split('?')[1];

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Patch, HttpMethod.Put, HttpMethod.Delete })
        {
            using var absent = await Gateway.SendAsync(method, madeUp, "acme-pusher");
            var expected = await GuardedServer.DescribeAsync(absent);
            Assert.Contains("BLOB_UPLOAD_UNKNOWN", expected, StringComparison.Ordinal);
            foreach (var (path, token) in new[] { (location, "globex"), (location, "acme-other"), (elsewhere, "acme-pusher"), (location.Split('?')[0], "acme-pusher") })
            {
                using var refused = await Gateway.SendAsync(method, path, token);
                Assert.Equal(expected, await GuardedServer.DescribeAsync(refused));
            }
        }

        using var alive = await Gateway.SendAsync(HttpMethod.Get, location, "acme-pusher");
        Assert.Equal(HttpStatusCode.NoContent, alive.StatusCode);
        Gateway.AssertNothingInternalWasShown();
    }

    [Fact]
    public async Task Session_WithTheUpstreamsOwnSignature_IsRefused()
    {
        var location = await Gateway.OpenAsync("team/app", "acme-pusher");
        var id = location.Split('?')[0].Split('/')[^1];
        var json = Encoding.UTF8.GetBytes($$"""{"Name":"{{FakeAuthority.AcmeKey}}/team/app","UUID":"{{id}}","Offset":0,"StartedAt":"2026-01-01T00:00:00Z"}""");
        var state = Convert.ToBase64String([.. HMACSHA256.HashData(Encoding.UTF8.GetBytes(DebianRegistry.HttpSecret), json), .. json]).Replace('+', '-').Replace('/', '_');

        using var response = await Gateway.SendAsync(HttpMethod.Get, $"{location.Split('?')[0]}?_state={Uri.EscapeDataString(state)}", "acme-pusher");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Session_Cancelled_IsGone()
    {
        var location = await Gateway.OpenAsync("team/app", "acme-pusher");

        using var cancelled = await Gateway.SendAsync(HttpMethod.Delete, location, "acme-pusher");
        using var after = await Gateway.SendAsync(HttpMethod.Get, location, "acme-pusher");

        Assert.Equal(HttpStatusCode.NoContent, cancelled.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
    }

    [Fact]
    public async Task Mount_FromOwnRepository_NeedsNoUpload()
    {
        var digest = await Gateway.PushBlobAsync("team/base", "acme-pusher", "content"u8.ToArray());

        using var mounted = await Gateway.SendAsync(HttpMethod.Post, $"/v2/team/app/blobs/uploads/?mount={digest}&from=team/base", "acme-pusher");
        using var head = await Gateway.SendAsync(HttpMethod.Head, $"/v2/team/app/blobs/{digest}", "acme-pusher");

        Assert.Equal(HttpStatusCode.Created, mounted.StatusCode);
        Assert.Equal($"/v2/team/app/blobs/{digest}", mounted.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Gateway.AssertNothingInternalWasShown();
    }

    [Theory]
    [InlineData("&from=app")]
    [InlineData("&from=z0z1z2z3z4z5/app")]
    [InlineData("")]
    public async Task Mount_OfAnotherOrganizationsBlob_IsAnUploadLikeAnyOther(string from)
    {
        var digest = await Gateway.PushBlobAsync("app", "globex", "globex's own"u8.ToArray());
        var absent = Digest.Of("nobody's"u8);

        var answers = new List<string>();
        foreach (var wanted in new[] { digest, absent })
        {
            using var response = await Gateway.SendAsync(HttpMethod.Post, $"/v2/team/app/blobs/uploads/?mount={wanted}{from}", "acme-pusher");
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            var location = response.Headers.Location!.OriginalString;
            Assert.Equal(HttpStatusCode.NoContent, (await Gateway.SendAsync(HttpMethod.Get, location, "acme-pusher")).StatusCode);
            answers.Add((await GuardedServer.DescribeAsync(response)).Replace(location.Split('?')[1], "STATE", StringComparison.Ordinal)
                .Replace(location.Split('?')[0].Split('/')[^1], "ID", StringComparison.Ordinal));
        }

        Assert.Equal(answers[1], answers[0]);
        using var head = await Gateway.SendAsync(HttpMethod.Head, $"/v2/team/app/blobs/{digest}", "acme-pusher");
        Assert.Equal(HttpStatusCode.NotFound, head.StatusCode);
    }

    [Fact]
    public async Task Catalog_PagesThroughTheOrganizationsOwn()
    {
        foreach (var name in new[] { "a", "b/c", "b", "z" })
            await Gateway.PushImageAsync(name, "1", "acme");
        foreach (var name in new[] { "a", "y" })
            await Gateway.PushImageAsync(name, "1", "globex");

        var seen = new List<string>();
        var path = "/v2/_catalog?n=2";
        while (path is not null)
        {
            using var page = await Gateway.SendAsync(HttpMethod.Get, path, "acme");
            var body = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            seen.Add(body);
            path = page.Headers.TryGetValues("Link", out var link) ? Assert.Single(link).Split('<', '>')[1] : null;
        }

        using var refused = await Gateway.SendAsync(HttpMethod.Get, "/v2/_catalog", "acme-reader");
        using var none = await Gateway.SendAsync(HttpMethod.Get, "/v2/_catalog?n=0", "acme");
        using var huge = await Gateway.SendAsync(HttpMethod.Get, "/v2/_catalog?n=99999999999", "globex");
        using var wrong = await Gateway.SendAsync(HttpMethod.Get, "/v2/_catalog?n=-1", "acme");

        Assert.Equal(["""{"repositories":["a","b"]}""", """{"repositories":["b/c","z"]}"""], seen);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("""{"repositories":[]}""", await none.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("""{"repositories":["a","y"]}""", await huge.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Gateway.AssertNothingInternalWasShown();
    }

    [Fact]
    public async Task Ranges_AndConditions_PassBothWays()
    {
        var blob = RandomNumberGenerator.GetBytes(2048);
        var digest = await Gateway.PushBlobAsync("team/app", "acme-pusher", blob);
        var manifest = await Gateway.PushImageAsync("team/app", "1", "acme-pusher");

        using var ranged = new HttpRequestMessage(HttpMethod.Get, $"/v2/team/app/blobs/{digest}");
        ranged.Headers.Range = new RangeHeaderValue(500, 1499);
        ranged.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret-acme-reader");
        using var part = await Gateway.Server.Client.SendAsync(ranged, TestContext.Current.CancellationToken);
        using var conditional = new HttpRequestMessage(HttpMethod.Get, "/v2/team/app/manifests/1");
        conditional.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{manifest}\""));
        conditional.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret-acme-reader");
        using var unchanged = await Gateway.Server.Client.SendAsync(conditional, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("bytes 500-1499/2048", part.Content.Headers.ContentRange!.ToString());
        Assert.Equal(blob[500..1500], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/octet-stream", part.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", Assert.Single(part.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData("bytes=5000-6000", HttpStatusCode.RequestedRangeNotSatisfiable, "application/json")]
    [InlineData("bytes=0-9,20-29", HttpStatusCode.PartialContent, "multipart/byteranges")]
    public async Task Range_ThatIsOddOrOfParts_IsAnsweredAsByTheUpstream(string range, HttpStatusCode status, string type)
    {
        var digest = await Gateway.PushBlobAsync("team/app", "acme-pusher", new byte[2048]);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/team/app/blobs/{digest}");
        request.Headers.TryAddWithoutValidation("Range", range);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret-acme-reader");

        using var response = await Gateway.Server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(status == HttpStatusCode.PartialContent ? null : "bytes */2048", response.Content.Headers.ContentRange?.ToString());
    }

    [Fact]
    public async Task ForeignErrors_KeepTheirCodesAndDigests_AndNothingElse()
    {
        var missing = Digest.Of("never pushed"u8);
        using var content = new StringContent(
            $$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"a/b","digest":"{{missing}}","size":12},"layers":[]}""");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.oci.image.manifest.v1+json");

        using var manifest = await Gateway.SendAsync(HttpMethod.Put, "/v2/team/app/manifests/1", "acme-pusher", content);
        using var tags = await Gateway.SendAsync(HttpMethod.Get, "/v2/team/void/tags/list", "acme-pusher");
        using var digest = await Gateway.SendAsync(HttpMethod.Get, "/v2/team/app/blobs/sha256:bad", "acme-pusher");
        using var referrers = await Gateway.SendAsync(HttpMethod.Get, $"/v2/team/app/referrers/{missing}", "acme-pusher");

        var text = await GuardedServer.DescribeAsync(manifest);
        Assert.Contains("MANIFEST_BLOB_UNKNOWN", text, StringComparison.Ordinal);
        Assert.Contains(missing.ToString(), text, StringComparison.Ordinal);
        Assert.Contains("NAME_UNKNOWN", await GuardedServer.DescribeAsync(tags), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, digest.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, referrers.StatusCode);
        Gateway.AssertNothingInternalWasShown();
    }

    [Fact]
    public async Task LargeBlob_StreamsThrough_InChunks()
    {
        var part = RandomNumberGenerator.GetBytes(8 << 20);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var location = await Gateway.OpenAsync("team/app", "acme-pusher");
        for (var i = 0; i < 5; i++)
        {
            using var content = new StreamContent(new MemoryStream(part));
            content.Headers.TryAddWithoutValidation("Content-Range", $"{i * part.Length}-{(i + 1) * part.Length - 1}");
            using var patched = await Gateway.SendAsync(HttpMethod.Patch, location, "acme-pusher", content);
            Assert.Equal(HttpStatusCode.Accepted, patched.StatusCode);
            Assert.Equal($"0-{(i + 1) * part.Length - 1}", Assert.Single(patched.Headers.GetValues("Range")));
            location = patched.Headers.Location!.OriginalString;
            hash.AppendData(part);
        }

        var digest = Digest.FromHash("sha256", hash.GetHashAndReset());
        using var put = await Gateway.SendAsync(HttpMethod.Put, $"{location}&digest={digest}", "acme-pusher");
        using var pulled = await Gateway.SendAsync(HttpMethod.Get, $"/v2/team/app/blobs/{digest}", "acme-reader");

        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal(digest, Digest.Of(await pulled.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task WithoutSharedSecret_SessionsAreSealed()
    {
        await using var gateway = await GatewayServer.StartAsync(_upstream!.Base, httpSecret: null);

        await gateway.PushImageAsync("team/app", "1", "acme-pusher");
        var location = await gateway.OpenAsync("team/app", "acme-pusher");
        using var alive = await gateway.SendAsync(HttpMethod.Get, location, "acme-pusher");
        using var stolen = await gateway.SendAsync(HttpMethod.Get, location, "acme");

        Assert.DoesNotContain("_state", location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, alive.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
        gateway.AssertNothingInternalWasShown();
    }

    [Theory]
    [InlineData("gateway", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.ServiceUnavailable)]
    public async Task UpstreamThatAsksForCredentials_GetsOurs_OrIsUnavailable(string? user, HttpStatusCode status)
    {
        // The access controller that takes any Authorization header.
        using var upstream = await DebianRegistry.StartAsync(auth: "auth: {silly: {realm: http://internal.example/token, service: internal}}");
        await using var gateway = await GatewayServer.StartAsync(upstream.Base, user: user);
        if (status == HttpStatusCode.OK)
            await gateway.PushImageAsync("app", "1", "acme");

        using var tags = await gateway.SendAsync(HttpMethod.Get, "/v2/app/tags/list", "acme");
        using var catalog = await gateway.SendAsync(HttpMethod.Get, "/v2/_catalog", "acme");

        Assert.Equal(status, tags.StatusCode);
        Assert.Equal(status, catalog.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK, await gateway.CheckAsync() is null);
        gateway.AssertNothingInternalWasShown();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("*/*")]
    public async Task Manifest_ForAClientThatTakesAnything_IsGiven(string? accept)
    {
        await Gateway.PushImageAsync("app", "1", "acme");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/app/manifests/1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "secret-acme");
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);

        using var response = await Gateway.Server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
