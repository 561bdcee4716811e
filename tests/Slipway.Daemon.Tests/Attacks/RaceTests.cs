namespace Slipway.Daemon.Tests.Attacks;

/// <summary>What is checked before it is done, asked for by many at once.</summary>
public sealed class RaceTests(Tenants tenants) : IClassFixture<Tenants>
{
    private const int Mebibyte = 1 << 20;

    /// <summary>Twenty uploads of 1 MiB begin together where seven and a half fit.</summary>
    [Theory]
    [InlineData("at-once", false)]
    [InlineData("in-steps", true)]
    public async Task Uploads_OfMoreThanTheQuota_DoNotPassItTogether(string organization, bool inSteps)
    {
        const int Limit = 7;
        await tenants.AddOrganizationAsync(organization);
        await tenants.SetLimitAsync(organization, Limit * Mebibyte + Mebibyte / 2);
        var pusher = await tenants.LoginAsync(organization, "push", "delete");
        var blobs = Enumerable.Range(0, 20).Select(_ => Pushes.NewBytes(Mebibyte)).ToList();

        var answers = await Task.WhenAll(blobs.Select((bytes, i) => inSteps ? PushInStepsAsync(pusher, bytes, i) : PushAsync(pusher, bytes, i)));

        Assert.All(answers, answer => Assert.True(answer.Status is 201 or 403, $"{answer.Head}\n{answer.Text}"));
        Assert.All(answers.Where(answer => answer.Status == 403), answer => Assert.Contains("\"DENIED\"", answer.Text, StringComparison.Ordinal));
        Assert.InRange(answers.Count(answer => answer.Status == 201), 1, Limit);
        var kept = 0;
        for (var i = 0; i < blobs.Count; i++)
            kept += (await pusher.SendAsync($"HEAD /v2/app{i}/blobs/{Pushes.DigestOf(blobs[i])}")).Status == 200 ? 1 : 0;
        Assert.Equal(answers.Count(answer => answer.Status == 201), kept);

        // What was refused is not kept either: what is left of the quota can be used.
        for (; kept < Limit; kept++)
            Assert.Equal(201, (await PushAsync(pusher, Pushes.NewBytes(Mebibyte), kept)).Status);
        Assert.Equal(403, (await PushAsync(pusher, Pushes.NewBytes(Mebibyte), 0)).Status);
    }

    /// <summary>While a tag moves to and fro, whoever reads it gets one of its manifests, whole: never none, never a mixture.</summary>
    [Fact]
    public async Task Tag_MovedByMany_IsAlwaysOneOfItsManifests()
    {
        const int Writers = 3, Readers = 4, Moves = 60;
        var manifests = new List<byte[]>();
        for (var i = 0; i < Writers; i++)
        {
            byte[][] blobs = [Pushes.NewBytes(), Pushes.NewBytes()];
            foreach (var blob in blobs)
                await tenants.Owner.PushBlobAsync("race", blob);
            manifests.Add(Pushes.ImageOf(blobs));
            await tenants.Owner.ExpectAsync(201, "PUT /v2/race/manifests/latest", manifests[i], Pushes.Manifest);
        }

        var digests = manifests.Select(manifest => Pushes.DigestOf(manifest).ToString()).ToHashSet(StringComparer.Ordinal);
        var writing = Task.WhenAll(manifests.Select(MoveAsync));
        var reads = await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => ReadAsync()));
        await writing;
        Assert.All(reads, count => Assert.True(count > 0));

        async Task MoveAsync(byte[] manifest)
        {
            for (var move = 0; move < Moves; move++)
                await tenants.Owner.ExpectAsync(201, "PUT /v2/race/manifests/latest", manifest, Pushes.Manifest);
        }

        async Task<int> ReadAsync()
        {
            var count = 0;
            do
            {
                var answer = await tenants.Owner.ExpectAsync(200, "GET /v2/race/manifests/latest");
                Assert.Equal(answer.Header("Docker-Content-Digest"), Pushes.DigestOf(answer.Body).ToString());
                Assert.Contains(Pushes.DigestOf(answer.Body).ToString(), digests);
                count++;
            }
            while (!writing.IsCompleted);

            return count;
        }
    }

    private static Task<RawAnswer> PushAsync(RawClient pusher, byte[] bytes, int repository) =>
        pusher.SendAsync($"POST /v2/app{repository}/blobs/uploads/?digest={Pushes.DigestOf(bytes)}", bytes);

    /// <summary>A client that is refused gives its upload up, as Docker does not; then the upload would count until it is too old.</summary>
    private static async Task<RawAnswer> PushInStepsAsync(RawClient pusher, byte[] bytes, int repository)
    {
        var session = await pusher.BeginUploadAsync($"app{repository}");
        foreach (var part in bytes.Chunk(bytes.Length / 2))
        {
            var patched = await pusher.SendAsync($"PATCH {session}", part);
            if (patched.Status == 202)
                continue;
            await pusher.ExpectAsync(204, $"DELETE {session}");
            return patched;
        }

        var put = await pusher.SendAsync($"PUT {session}?digest={Pushes.DigestOf(bytes)}", []);
        if (put.Status != 201)
            await pusher.SendAsync($"DELETE {session}");
        return put;
    }
}
