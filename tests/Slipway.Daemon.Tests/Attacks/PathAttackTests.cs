namespace Slipway.Daemon.Tests.Attacks;

/// <summary>Digests, names and tags that are paths, or become ones when somebody decodes them once more.</summary>
public sealed class PathAttackTests(Tenants tenants) : IClassFixture<Tenants>
{
    private static readonly string s_hex = new('a', 64);

    /// <summary>CVE-2024-3727 (containers/image): a digest that nobody had read was joined to a path.</summary>
    public static TheoryData<string> Digests =>
    [
        "sha256:../../../../etc/passwd",
        "sha256:..%2F..%2F..%2Fetc%2Fpasswd",
        "sha256:%2e%2e%2f%2e%2e%2fregistry.db",
        "../sha256/" + s_hex,
        "sha256:" + s_hex[1..],
        "sha256:" + s_hex + "a",
        "sha256:" + s_hex.ToUpperInvariant(),
        "sha256:" + s_hex[..63] + "%00",
        "sha256:" + s_hex[..60] + "/../",
        "SHA256:" + s_hex,
        "sha512:" + s_hex,
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha256+b64:" + s_hex,
        "sha256:",
        ":",
        "sha256:" + s_hex + "%20",
    ];

    /// <summary>
    /// Names outside the grammar, encodings of separators, and the dot segments that a proxy before us may or may not have taken away. SECRET is the
    /// owner's repository.
    /// </summary>
    public static TheoryData<string> Paths =>
    [
        "/v2/app%2Fowned/manifests/latest",
        "/v2/app%2fowned/tags/list",
        "/v2/app%252Fowned/manifests/latest",
        "/v2/app/%2e%2e/app/owned/manifests/latest%00",
        "/v2//app/owned/manifests/latest",
        "/v2/app//owned/manifests/latest",
        "/v2/app/owned//manifests/latest",
        "/v2/app/owned/manifests//latest",
        "/v2/app/owned/manifests/latest%00",
        "/v2/app/owned%00/manifests/latest",
        "/v2/APP/owned/manifests/latest",
        "/v2/App/Owned/tags/list",
        "/v2/app/owned./manifests/latest",
        "/v2/app/-owned/manifests/latest",
        "/v2/app/own%c3%a9d/manifests/latest",
        "/v2/app/own%ffed/manifests/latest",
        "/v2/app/owned/manifests/..%2f..%2fother",
        "/v2/app/owned/manifests/%2e%2e",
        "/v2/app/owned/manifests/.hidden",
        "/v2/app\\owned/manifests/latest",
        "/v2/app%5Cowned/manifests/latest",
        "/v2/app/owned;x=y/manifests/latest",
        "/v2/app/owned/blobs/uploads/..%2F..%2Fregistry.db",
        "/v2/app/owned/blobs/uploads/%2e%2e%2f",
        "/v2/app/owned/unknown",
        "/v2/app/owned/manifests/latest/",
        "/v2",
        "/V2/app/owned/manifests/latest",
        "/v2/%61pp/owned/manifests/lat%65st",
    ];

    [Theory]
    [MemberData(nameof(Digests))]
    public async Task Digest_ThatIsNone_ReachesNoFile(string digest)
    {
        var session = await tenants.Owner.BeginUploadAsync("app");
        var files = ListFiles();
        foreach (var request in new[]
        {
            $"GET /v2/app/blobs/{digest}", $"HEAD /v2/app/blobs/{digest}", $"DELETE /v2/app/blobs/{digest}", $"GET /v2/app/manifests/{digest}",
            $"PUT /v2/app/manifests/{digest}", $"DELETE /v2/app/manifests/{digest}", $"GET /v2/app/referrers/{digest}",
            $"POST /v2/app/blobs/uploads/?digest={digest}", $"PUT {session}?digest={digest}",
        })
        {
            var answer = await tenants.Owner.SendAsync(request, request[0] == 'P' ? "{}"u8.ToArray() : null, Pushes.Manifest);
            Assert.True(answer.Status is 400 or 401 or 404 or 405, $"{request} was answered {answer.Head}\n{answer.Text}");
            Assert.DoesNotContain(tenants.Directory, answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(files, ListFiles());
        await tenants.Owner.ExpectAsync(202, $"POST /v2/app/blobs/uploads/?mount={digest}&from=web", []);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Path_SpeltOtherwise_NeverReachesTheRepositoryOfAnother(string path)
    {
        await tenants.Owner.PushImageAsync("app/owned", "latest");
        await tenants.Owner.PushImageAsync("app/other", "latest");

        foreach (var method in new[] { "GET", "HEAD", "PUT", "DELETE", "PATCH", "POST" })
        {
            var answer = await tenants.Intruder.SendAsync($"{method} {path}", method[0] == 'P' ? "{}"u8.ToArray() : null, Pushes.Manifest);
            Assert.True(answer.Status is (>= 400 and < 500) || (path == "/v2" && answer.Status == 200), $"{method} {path} was answered {answer.Head}\n{answer.Text}");
            Assert.DoesNotContain(tenants.Directory, answer.Text, StringComparison.Ordinal);
        }
    }

    /// <summary>The longest name that a client may have, and one character more.</summary>
    [Fact]
    public async Task Name_IsTakenUpToTheLimitAndRefusedBehindIt()
    {
        var longest = string.Join('/', Enumerable.Repeat("abcdefghi", 20)) + "a"; // 200
        await tenants.Owner.ExpectAsync(404, $"GET /v2/{longest}/manifests/latest");
        await tenants.Owner.ExpectAsync(400, $"GET /v2/{longest}b/manifests/latest");
        await tenants.Owner.ExpectAsync(400, $"GET /v2/{new string('a', 10_000)}/manifests/latest");
        await tenants.Owner.ExpectAsync(414, $"GET /v2/{new string('a', 100_000)}/manifests/latest");
    }

    private List<string> ListFiles() =>
        [.. Directory.EnumerateFiles(Path.Combine(tenants.Directory, "registry", "blobs"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
