using System.Diagnostics;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>
/// CVE-2024-39897 (zot before 2.1.0): the store keeps equal bytes once, and asking for a digest in a repository of one's own brought any tenant's blob there.
/// CVE-2026-117685 (Gitea): mounts checked the target only.
/// </summary>
public sealed class DeduplicationTests(Tenants tenants) : IClassFixture<Tenants>
{
    [Fact]
    public async Task Blob_OfAnotherOrganization_CannotBeReadOrMountedByDigest()
    {
        var theirs = (await tenants.Owner.PushBlobAsync("app", Pushes.NewBytes())).ToString();
        var nobodys = Pushes.DigestOf(Pushes.NewBytes()).ToString();
        await tenants.Intruder.PushImageAsync("mine", "latest");

        foreach (var request in new[]
        {
            "GET /v2/mine/blobs/DIGEST", "HEAD /v2/mine/blobs/DIGEST", "DELETE /v2/mine/blobs/DIGEST", "GET /v2/mine/manifests/DIGEST",
            "GET /v2/mine/referrers/DIGEST", "POST /v2/mine/blobs/uploads/?mount=DIGEST", "POST /v2/mine/blobs/uploads/?mount=DIGEST&from=app",
            "POST /v2/mine/blobs/uploads/?mount=DIGEST&from=first/app", "POST /v2/mine/blobs/uploads/?mount=DIGEST&from=",
        })
        {
            var ofTheirs = await tenants.Intruder.SendAsync(request.Replace("DIGEST", theirs, StringComparison.Ordinal));
            var ofNobodys = await tenants.Intruder.SendAsync(request.Replace("DIGEST", nobodys, StringComparison.Ordinal));

            Assert.NotEqual(201, ofTheirs.Status);
            Assert.Equal(ofNobodys.Comparable(nobodys), ofTheirs.Comparable(theirs));
        }
    }

    [Fact]
    public async Task Manifest_NamingAnothersBlob_IsRefusedAsOneNamingNothing()
    {
        var (theirs, mine, nobodys) = (Pushes.NewBytes(), Pushes.NewBytes(), Pushes.NewBytes());
        await tenants.Owner.PushBlobAsync("app", theirs);
        await tenants.Intruder.PushBlobAsync("mine", mine);

        var ofTheirs = await tenants.Intruder.ExpectAsync(400, "PUT /v2/mine/manifests/stolen", Pushes.ImageOf(mine, theirs), Pushes.Manifest);
        var ofNobodys = await tenants.Intruder.ExpectAsync(400, "PUT /v2/mine/manifests/stolen", Pushes.ImageOf(mine, nobodys), Pushes.Manifest);

        Assert.Equal(ofNobodys.Comparable(Pushes.DigestOf(nobodys).ToString()), ofTheirs.Comparable(Pushes.DigestOf(theirs).ToString()));
    }

    [Fact]
    public async Task Upload_OfWhatAnotherHas_IsAnsweredAsNewAndIsIndependent()
    {
        var (shared, fresh) = (Pushes.NewBytes(), Pushes.NewBytes());
        var digest = await tenants.Owner.PushBlobAsync("app", shared);

        var ofShared = await tenants.Intruder.ExpectAsync(201, $"POST /v2/mine/blobs/uploads/?digest={digest}", shared);
        var ofFresh = await tenants.Intruder.ExpectAsync(201, $"POST /v2/mine/blobs/uploads/?digest={Pushes.DigestOf(fresh)}", fresh);
        Assert.Equal(ofFresh.Comparable(Pushes.DigestOf(fresh).ToString()), ofShared.Comparable(digest.ToString()));

        await tenants.Intruder.ExpectAsync(202, $"DELETE /v2/mine/blobs/{digest}");
        await tenants.Intruder.ExpectAsync(404, $"GET /v2/mine/blobs/{digest}");
        Assert.Equal(shared, (await tenants.Owner.ExpectAsync(200, $"GET /v2/app/blobs/{digest}")).Body);
    }

    /// <summary>A source that may not be read, one that does not exist, and one without the blob: 202 alike, and the upload goes on.</summary>
    [Fact]
    public async Task Mount_FromForbiddenOrAbsent_BeginsTheSameUsableUpload()
    {
        var bytes = Pushes.NewBytes();
        var digest = await tenants.Owner.PushBlobAsync("app", bytes);
        await tenants.Intruder.PushImageAsync("web", "latest");
        var answers = new List<string>();
        foreach (var source in new[] { "app", "xyz", "web" })
        {
            var answer = await tenants.Intruder.ExpectAsync(202, $"POST /v2/mine/blobs/uploads/?mount={digest}&from={source}", []);
            answers.Add(answer.Comparable(source));
            var session = answer.Header("Location")!;
            await tenants.Intruder.ExpectAsync(202, $"PATCH {session}", bytes);
            await tenants.Intruder.ExpectAsync(201, $"PUT {session}?digest={digest}", []);
            await tenants.Intruder.ExpectAsync(202, $"DELETE /v2/mine/blobs/{digest}");
        }

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    /// <summary>
    /// Digests that another organization has and digests that nobody has are asked for in turn. The medians of thousands differ by a few microseconds of
    /// noise; a lookup that reached the other organization's rows or files would show as a multiple.
    /// </summary>
    [Theory]
    [InlineData("HEAD /v2/mine/blobs/DIGEST")]
    [InlineData("GET /v2/mine/manifests/DIGEST")]
    [InlineData("HEAD /v2/app/blobs/DIGEST")]
    [InlineData("GET /v2/mine/referrers/DIGEST")]
    [InlineData("DELETE /v2/mine/blobs/DIGEST")]
    public async Task Digest_OfAnotherOrganization_TakesAsLongAsNobodys(string request)
    {
        const int Rounds = 1500;
        var theirs = await tenants.Owner.PushImageAsync("app", "latest");
        var blob = await tenants.Owner.PushBlobAsync("app", Pushes.NewBytes());
        await tenants.Intruder.PushImageAsync("mine", "latest");
        string[] asked = [(request.Contains("blobs", StringComparison.Ordinal) ? blob : theirs).ToString(), Pushes.DigestOf(Pushes.NewBytes()).ToString()];

        await using var connection = await KeptConnection.OpenAsync(tenants.Intruder);
        var times = new[] { new double[Rounds], new double[Rounds] };
        for (var round = 0; round < 2 * Rounds; round++)
        {
            var which = round % 2;
            var started = Stopwatch.GetTimestamp();
            await connection.AskAsync(request.Replace("DIGEST", asked[which], StringComparison.Ordinal));
            times[which][round / 2] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        var (ofTheirs, ofNobodys) = (Median(times[0]), Median(times[1]));
        TestContext.Current.TestOutputHelper?.WriteLine($"{request}: another's {ofTheirs:0} µs, nobody's {ofNobodys:0} µs (medians of {Rounds})");
        Assert.InRange(ofTheirs / ofNobodys, 1 / 3.0, 3.0);
    }

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
