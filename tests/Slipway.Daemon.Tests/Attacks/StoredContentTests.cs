using System.Text;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>CVE-2026-103667 (Gitea): a stored media type made a browser run a stored page as one of the registry's own.</summary>
public sealed class StoredContentTests(Tenants tenants) : IClassFixture<Tenants>
{
    private static readonly byte[] s_page = "<!doctype html><script>alert(document.domain)</script>"u8.ToArray();

    [Fact]
    public async Task Blob_ThatIsAPage_IsServedAsBytes()
    {
        var digest = Pushes.DigestOf(s_page);
        await tenants.Owner.ExpectAsync(201, $"POST /v2/app/blobs/uploads/?digest={digest}", s_page, "text/html");

        foreach (var request in new[] { "GET", "HEAD" })
        {
            var answer = await tenants.Owner.ExpectAsync(200, $"{request} /v2/app/blobs/{digest}", headers: "Accept: text/html");
            Assert.Equal("application/octet-stream", answer.Header("Content-Type"));
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Equal("default-src 'none'", answer.Header("Content-Security-Policy"));
        }
    }

    [Fact]
    public async Task Manifest_IsServedAsItsTypeAndNeverSniffed()
    {
        await tenants.Owner.PushBlobAsync("app", "{}"u8.ToArray());
        var body = Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"annotations":{"a":"<script>alert(1)</script>"},"config":{"mediaType":"text/html","digest":"{{Pushes.DigestOf("{}"u8.ToArray())}}","size":2},"layers":[]}""");
        await tenants.Owner.ExpectAsync(201, "PUT /v2/app/manifests/page", body, Pushes.Manifest);

        var answer = await tenants.Owner.ExpectAsync(200, "GET /v2/app/manifests/page", headers: "Accept: text/html");

        Assert.Equal(Pushes.Manifest, answer.Header("Content-Type"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }

    /// <summary>Every answer is no page, whoever asks and whatever is wrong; nothing that was asked comes back in it.</summary>
    [Theory]
    [InlineData("GET /v2/app/manifests/<script>")]
    [InlineData("GET /v2/<script>/manifests/latest")]
    [InlineData("GET /v2/app/blobs/<script>")]
    [InlineData("GET /v2/app/tags/list?n=<script>")]
    [InlineData("GET /v2/<script>")]
    [InlineData("POST /v2/app/blobs/uploads/?digest=<script>")]
    [InlineData("POST /v2/app/blobs/uploads/?digest-algorithm=<script>")]
    [InlineData("GET /v2/_catalog?last=<script>")]
    [InlineData("<b> /v2/app/blobs/uploads/")]
    [InlineData("GET /auth/token?service=<script>&scope=<script>")]
    public async Task Failure_IsNoPageAndRepeatsNothing(string request)
    {
        foreach (var client in new[] { tenants.Owner, tenants.Intruder, tenants.Anonymous })
        {
            var answer = await client.SendAsync(request);

            Assert.DoesNotContain("<", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("script>", answer.Head, StringComparison.Ordinal);
            if (answer.Header("Content-Type") is not { } type)
                continue;
            Assert.Equal("application/json", type);
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        }
    }
}
