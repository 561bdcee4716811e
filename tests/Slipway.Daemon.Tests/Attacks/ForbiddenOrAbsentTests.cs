namespace Slipway.Daemon.Tests.Attacks;

/// <summary>
/// Whatever is asked of another organization's repository is answered, byte for byte, as if nobody had it. So it is inside an organization for a token
/// that reaches one repository only, whether the other one exists or not.
/// </summary>
public sealed class ForbiddenOrAbsentTests(Tenants tenants) : IClassFixture<Tenants>
{
    private const string Owned = "app/owned";
    private const string Nobodys = "app/ghost"; // of the same length, or Content-Length would differ for a reason

    /// <summary>NAME, BLOB and MANIFEST stand for what is asked about.</summary>
    public static TheoryData<string> Requests =>
    [
        "GET /v2/NAME/manifests/latest",
        "HEAD /v2/NAME/manifests/latest",
        "GET /v2/NAME/manifests/MANIFEST",
        "HEAD /v2/NAME/manifests/MANIFEST",
        "DELETE /v2/NAME/manifests/latest",
        "DELETE /v2/NAME/manifests/MANIFEST",
        "GET /v2/NAME/blobs/BLOB",
        "HEAD /v2/NAME/blobs/BLOB",
        "DELETE /v2/NAME/blobs/BLOB",
        "GET /v2/NAME/tags/list",
        "GET /v2/NAME/referrers/MANIFEST",
        "POST /v2/elsewhere/blobs/uploads/?mount=BLOB&from=NAME",
        "POST /v2/NAME/tags/list",
        "PATCH /v2/NAME/blobs/BLOB",
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task AnotherOrganizations_IsAnsweredAsNobodys(string request)
    {
        var (blob, manifest) = await PrepareAsync();
        await AssertAlikeAsync(tenants.Intruder, request, blob, manifest);

        var token = await tenants.Intruder.ExchangeTokenAsync($"repository:{Owned}:pull,push,delete", $"repository:{Nobodys}:pull,push,delete", "repository:elsewhere:pull,push");
        await AssertAlikeAsync(RawClient.Bearer(tenants.Server, token), request, blob, manifest);
        await AssertAlikeAsync(tenants.Anonymous, request, blob, manifest);
        await tenants.Owner.ExpectAsync(200, $"GET /v2/{Owned}/manifests/latest");
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task OutsideTheTokensScope_IsAnsweredAsAbsent(string request)
    {
        var (blob, manifest) = await PrepareAsync();
        var (text, _) = await tenants.CreateTokenAsync("first", ["push:elsewhere"]);
        var narrow = RawClient.Basic(tenants.Server, text);
        await AssertAlikeAsync(narrow, request, blob, manifest);

        var token = await narrow.ExchangeTokenAsync($"repository:{Owned}:pull,push", $"repository:{Nobodys}:pull,push", "repository:elsewhere:pull,push");
        await AssertAlikeAsync(RawClient.Bearer(tenants.Server, token), request, blob, manifest);
    }

    /// <summary>Pushing makes a repository of one's own: the name is free, whoever else has it.</summary>
    [Fact]
    public async Task NameOfAnother_IsFreeToPushTo()
    {
        const string taken = "app/taken"; // not the name of the other tests, which expect that nobody else has it
        var theirs = await tenants.Owner.PushImageAsync(taken, "latest");

        var pushed = await tenants.Intruder.PushImageAsync(taken, "latest");

        Assert.Equal(pushed, Pushes.DigestOf((await tenants.Intruder.ExpectAsync(200, $"GET /v2/{taken}/manifests/latest")).Body));
        Assert.Equal(theirs, Pushes.DigestOf((await tenants.Owner.ExpectAsync(200, $"GET /v2/{taken}/manifests/latest")).Body));
        Assert.NotEqual(theirs, pushed);
    }

    /// <summary>Two of the digests that are asked for are someone's, and two nobody's.</summary>
    private static async Task AssertAlikeAsync(RawClient client, string request, string blob, string manifest)
    {
        var (noBlob, noManifest) = (Pushes.DigestOf(Pushes.NewBytes()).ToString(), Pushes.DigestOf(Pushes.NewBytes()).ToString());
        var answers = new List<string>();
        foreach (var (name, ofBlob, ofManifest) in new[] { (Owned, blob, manifest), (Nobodys, blob, manifest), (Owned, noBlob, noManifest), (Nobodys, noBlob, noManifest) })
        {
            var target = request.Replace("NAME", name, StringComparison.Ordinal).Replace("BLOB", ofBlob, StringComparison.Ordinal).Replace("MANIFEST", ofManifest, StringComparison.Ordinal);
            var answer = await client.SendAsync(target);
            Assert.InRange(answer.Status, 200, 499);
            answers.Add(answer.Comparable(name, ofBlob, ofManifest));
        }

        Assert.All(answers, answer => Assert.Equal(answers[^1], answer));
    }

    private async Task<(string Blob, string Manifest)> PrepareAsync()
    {
        var blob = await tenants.Owner.PushBlobAsync(Owned, Pushes.NewBytes());
        return (blob.ToString(), (await tenants.Owner.PushImageAsync(Owned, "latest")).ToString());
    }
}
