namespace Slipway.Daemon.Tests.Attacks;

/// <summary>CVE-2026-32589 (Quay): whoever may push anywhere could read, continue and cancel the uploads of others by their address.</summary>
public sealed class UploadHijackTests(Tenants tenants) : IClassFixture<Tenants>
{
    public static TheoryData<string> Methods => ["GET", "HEAD", "PATCH", "PUT", "DELETE"];

    /// <summary>Another organization, another token of the same one, and another repository of the very same token.</summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Session_OfSomebodyElse_IsAsUnknownAsOneThatNeverWas(string method)
    {
        var bytes = Pushes.NewBytes();
        var session = await tenants.Owner.BeginUploadAsync("app");
        await tenants.Owner.ExpectAsync(202, $"PATCH {session}", bytes);
        var colleague = await tenants.LoginAsync("first", "push", "delete");

        await AssertUnknownAsync(tenants.Intruder, method, session, "app");
        await AssertUnknownAsync(colleague, method, session, "app");
        await AssertUnknownAsync(tenants.Owner, method, session.Replace("/app/", "/web/", StringComparison.Ordinal), "web");
        await AssertUnknownAsync(tenants.Intruder, method, session.Replace("/app/", "/web/", StringComparison.Ordinal), "web");

        var status = await tenants.Owner.ExpectAsync(204, $"GET {session}");
        Assert.Equal($"0-{bytes.Length - 1}", status.Header("Range"));
        await tenants.Owner.ExpectAsync(201, $"PUT {session}?digest={Pushes.DigestOf(bytes)}", []);
    }

    /// <summary>CVE-2026-58426 (Gitea): fields that were signed without their lengths could be moved against each other.</summary>
    [Fact]
    public async Task Handle_WithFieldsMovedAgainstEachOther_IsUnknown()
    {
        var session = await tenants.Owner.BeginUploadAsync("app");
        var handle = session[(session.LastIndexOf('/') + 1)..];

        await tenants.Owner.ExpectAsync(404, $"GET /v2/app{handle[0]}/blobs/uploads/{handle[1..]}");
        await tenants.Owner.ExpectAsync(404, $"GET /v2/app{handle[..2]}/blobs/uploads/{handle[2..]}00");
        await tenants.Owner.ExpectAsync(404, $"GET /v2/ap/blobs/uploads/p{handle}");
        await tenants.Owner.ExpectAsync(404, $"GET /v2/app/blobs/uploads/{handle[..32]}");
        await tenants.Owner.ExpectAsync(404, $"GET /v2/app/blobs/uploads/{handle}AA");
        await tenants.Owner.ExpectAsync(204, $"GET {session}");
    }

    private static async Task AssertUnknownAsync(RawClient client, string method, string session, string repository)
    {
        var never = $"/v2/{repository}/blobs/uploads/{new string('0', 32)}{new string('A', 43)}";
        var query = method == "PUT" ? $"?digest={Pushes.DigestOf([1])}" : "";
        byte[]? body = method is "PUT" or "PATCH" ? [1] : null;

        var hijack = await client.ExpectAsync(404, $"{method} {session}{query}", body);

        Assert.Equal((await client.SendAsync($"{method} {never}{query}", body)).Comparable(), hijack.Comparable());
    }
}
