namespace Slipway.Daemon.Tests.Attacks;

/// <summary>
/// CVE-2026-61833 and CVE-2026-31801 (zot), CVE-2026-41888 (distribution): a right taken for another one. Pushing is not deleting, deleting is not pushing,
/// and reading is neither.
/// </summary>
public sealed class ActionTests(Tenants tenants) : IClassFixture<Tenants>
{
    [Theory]
    [InlineData("pull", "DELETE /v2/app/manifests/latest")]
    [InlineData("pull", "DELETE /v2/app/manifests/MANIFEST")]
    [InlineData("pull", "DELETE /v2/app/blobs/BLOB")]
    [InlineData("pull", "PUT /v2/app/manifests/latest")]
    [InlineData("pull", "PUT /v2/app/manifests/MANIFEST?tag=latest")]
    [InlineData("pull", "POST /v2/app/blobs/uploads/")]
    [InlineData("pull", "POST /v2/app/blobs/uploads/?digest=BLOB")]
    [InlineData("pull", "POST /v2/app/blobs/uploads/?mount=BLOB&from=app")]
    [InlineData("push", "DELETE /v2/app/manifests/latest")]
    [InlineData("push", "DELETE /v2/app/manifests/MANIFEST")]
    [InlineData("push", "DELETE /v2/app/blobs/BLOB")]
    [InlineData("delete", "PUT /v2/app/manifests/latest")]
    [InlineData("delete", "POST /v2/app/blobs/uploads/")]
    public async Task Token_WithoutTheRight_ChangesNothing(string scope, string request)
    {
        byte[][] blobs = [Pushes.NewBytes(), Pushes.NewBytes()];
        foreach (var bytes in blobs)
            await tenants.Owner.PushBlobAsync("app", bytes);
        var manifest = Pushes.ImageOf(blobs);
        await tenants.Owner.ExpectAsync(201, "PUT /v2/app/manifests/latest", manifest, Pushes.Manifest);
        var (blob, digest) = (Pushes.DigestOf(blobs[1]), Pushes.DigestOf(manifest));
        request = request.Replace("BLOB", blob.ToString(), StringComparison.Ordinal).Replace("MANIFEST", digest.ToString(), StringComparison.Ordinal);
        var limited = await tenants.LoginAsync("first", scope);

        var other = Pushes.ImageOf(blobs[1], blobs[0]);
        Assert.Contains("\"DENIED\"", (await limited.ExpectAsync(403, request, other, Pushes.Manifest)).Text, StringComparison.Ordinal);
        var token = await limited.ExchangeTokenAsync("repository:app:pull,push,delete");
        var scoped = await RawClient.Bearer(tenants.Server, token).ExpectAsync(401, request, other, Pushes.Manifest);
        Assert.Contains("insufficient_scope", scoped.Header("WWW-Authenticate"), StringComparison.Ordinal);

        Assert.Equal(manifest, (await tenants.Owner.ExpectAsync(200, "GET /v2/app/manifests/latest")).Body);
        await tenants.Owner.ExpectAsync(200, $"GET /v2/app/manifests/{digest}");
        Assert.Equal(blobs[1], (await tenants.Owner.ExpectAsync(200, $"GET /v2/app/blobs/{blob}")).Body);
    }

    /// <summary>CVE-2026-35172 (distribution): what was remembered about a blob outlived its removal.</summary>
    [Fact]
    public async Task Deleted_IsGoneAtOnceEvenWhereItWasRemembered()
    {
        var blob = await tenants.Owner.PushBlobAsync("gone", Pushes.NewBytes());
        var manifest = await tenants.Owner.PushImageAsync("gone", "latest");
        string[] reads = [$"/v2/gone/blobs/{blob}", $"/v2/gone/manifests/{manifest}", "/v2/gone/manifests/latest"];
        foreach (var read in reads)
        {
            await tenants.Owner.ExpectAsync(200, $"GET {read}");
            await tenants.Owner.ExpectAsync(200, $"HEAD {read}");
        }

        await tenants.Owner.ExpectAsync(202, $"DELETE /v2/gone/blobs/{blob}");
        await tenants.Owner.ExpectAsync(202, $"DELETE /v2/gone/manifests/{manifest}");

        foreach (var read in reads)
        {
            await tenants.Owner.ExpectAsync(404, $"HEAD {read}");
            await tenants.Owner.ExpectAsync(404, $"GET {read}");
            await tenants.Owner.ExpectAsync(404, $"GET {read}", headers: $"If-None-Match: \"{blob}\", \"{manifest}\"");
        }
    }

    /// <summary>The token was used, so that it is remembered, and one of five minutes was made from it.</summary>
    [Fact]
    public async Task Revoked_EndsTheTokenAndWhatWasMadeFromItAtOnce()
    {
        await tenants.Owner.PushImageAsync("app", "latest");
        var (text, id) = await tenants.CreateTokenAsync("first", ["push"]);
        var basic = RawClient.Basic(tenants.Server, text);
        var bearer = RawClient.Bearer(tenants.Server, await basic.ExchangeTokenAsync("repository:app:pull,push"));
        var session = await basic.BeginUploadAsync("app");
        await basic.ExpectAsync(200, "GET /v2/app/manifests/latest");
        await bearer.ExpectAsync(200, "GET /v2/app/manifests/latest");

        await tenants.RevokeAsync("first", id);

        foreach (var request in new[] { "GET /v2/app/manifests/latest", "HEAD /v2/app/manifests/latest", $"PATCH {session}", $"GET {session}", "GET /v2/" })
        {
            await basic.ExpectAsync(401, request);
            await bearer.ExpectAsync(401, request);
        }

        await basic.ExpectAsync(401, "GET /auth/token?service=slipway&scope=repository:app:pull");
    }

    [Fact]
    public async Task Expired_EndsTheTokenAndWhatWasMadeFromIt()
    {
        await tenants.Owner.PushImageAsync("app", "latest");
        var (text, _) = await tenants.CreateTokenAsync("first", ["pull"], seconds: 2);
        var basic = RawClient.Basic(tenants.Server, text);
        var bearer = RawClient.Bearer(tenants.Server, await basic.ExchangeTokenAsync("repository:app:pull"));
        await bearer.ExpectAsync(200, "GET /v2/app/manifests/latest");

        while ((await bearer.SendAsync("GET /v2/app/manifests/latest")).Status == 200)
        {
            // It ends within two seconds, or the test run's own limit ends this.
        }

        await basic.ExpectAsync(401, "GET /v2/app/manifests/latest");
        await bearer.ExpectAsync(401, "GET /v2/app/manifests/latest");
    }
}
