using System.Globalization;
using System.Text;
using Slipway.Daemon.Tests.Attacks;

namespace Slipway.Daemon.Tests.Faults;

/// <summary>
/// A full disk: pushes fail with 507, reads go on, nothing acknowledged is lost, and once there is room everything goes on without a restart.
/// </summary>
public sealed class DiskFullTests
{
    private const int Mebibyte = 1 << 20;

    [Fact]
    public async Task Push_ToAFullDisk_Fails507AndSucceedsOnceThereIsRoom()
    {
        using var directory = new TemporaryDirectory();
        await using var disk = await SmallDisk.MountAsync(directory["disk"], mebibytes: 48);
        using var daemon = await RunningDaemon.StartAsync(directory["disk/data"]);
        var client = await LoginAsync(daemon, directory["disk/data"]);
        await client.PushImageAsync("app", "latest");
        var large = Pushes.NewBytes(8 * Mebibyte);
        var session = await client.BeginUploadAsync("app");

        disk.Fill(leave: 2 * Mebibyte);
        await AssertFullAsync(daemon, client, $"POST /v2/app/blobs/uploads/?digest={Pushes.DigestOf(large)}", large);
        await AssertFullAsync(daemon, client, $"PATCH {session}", large);
        disk.Fill();
        await AssertFullAsync(daemon, client, "POST /v2/app/blobs/uploads/", []);
        await AssertFullAsync(daemon, client, "POST /v2/app/blobs/uploads/?digest=" + Pushes.DigestOf([1]), [1]);
        await AssertFullAsync(daemon, client, "PUT /v2/app/manifests/large", LargeManifest());
        Assert.Single(ListUploads(directory)); // the one whose client may go on
        await client.ExpectAsync(404, $"HEAD /v2/app/blobs/{Pushes.DigestOf(large)}");

        disk.Empty();
        var kept = (await client.ExpectAsync(204, $"GET {session}")).Header("Range")!;
        var from = int.Parse(kept.AsSpan(2), CultureInfo.InvariantCulture) + 1;
        Assert.InRange(from, 2, large.Length - 1);
        await client.ExpectAsync(201, $"PUT {session}?digest={Pushes.DigestOf(large)}", large[from..]);
        await AssertWorksAsync(client, directory);
        Assert.Equal(large, (await client.ExpectAsync(200, $"GET /v2/app/blobs/{Pushes.DigestOf(large)}")).Body);
    }

    /// <summary>Only the databases are on the full disk, as with a quota of their owner's: the bytes of a blob get through and their record does not.</summary>
    [Fact]
    public async Task Database_OnAFullDisk_Fails507AndSucceedsOnceThereIsRoom()
    {
        using var directory = new TemporaryDirectory();
        await using var disk = await SmallDisk.MountAsync(directory["disk"], mebibytes: 16);
        MoveBlobs(directory);
        using var daemon = await RunningDaemon.StartAsync(directory["disk/data"]);
        var client = await LoginAsync(daemon, directory["disk/data"]);
        await client.PushImageAsync("app", "latest");
        var bytes = Pushes.NewBytes(Mebibyte);
        var administrator = await AdministratorAsync(daemon, directory["disk/data"]);

        disk.Fill();
        await AssertFullAsync(daemon, client, "PUT /v2/app/manifests/large", LargeManifest());
        await AssertFullAfterSomeAsync(i => client.SendAsync($"POST /v2/app/blobs/uploads/?digest={Pushes.DigestOf([(byte)i, 1])}", [(byte)i, 1]));
        await AssertFullAfterSomeAsync(i => client.SendAsync($"POST /v2/new{i}/blobs/uploads/", []));
        var refused = await AssertFullAfterSomeAsync(i => administrator.SendAsync("POST /v1/orgs", Encoding.UTF8.GetBytes($$"""{"name":"other{{i}}"}"""), "application/json"));
        Assert.Contains("storage_full", refused.Text, StringComparison.Ordinal);
        await AssertReadsAsync(client);

        disk.Empty();
        await client.ExpectAsync(201, $"POST /v2/app/blobs/uploads/?digest={Pushes.DigestOf(bytes)}", bytes);
        await client.ExpectAsync(201, "PUT /v2/app/manifests/large", LargeManifest(), Pushes.Index);
        await administrator.ExpectAsync(201, "POST /v1/orgs", """{"name":"after"}"""u8.ToArray(), "application/json");
        await client.PushImageAsync("app", "after");
        foreach (var session in ListUploads(directory, "elsewhere/uploads"))
            Assert.False(File.Exists(Path.Combine(session, "data")), "a staged blob was left behind");
    }

    private static async Task AssertWorksAsync(RawClient client, TemporaryDirectory directory)
    {
        await client.PushImageAsync("app", "after");
        await client.ExpectAsync(201, "PUT /v2/app/manifests/large", LargeManifest(), Pushes.Index);
        await client.PushImageAsync("another", "latest");
        Assert.Empty(ListUploads(directory));
    }

    private static async Task AssertFullAsync(RunningDaemon daemon, RawClient client, string request, byte[] body)
    {
        var answer = await client.SendAsync(request, body, Pushes.Index);
        Assert.True(answer.Status == 507, $"{request} was answered {answer.Head}\n{answer.Text}\n{daemon.ReadLog()}");
        Assert.StartsWith("""{"errors":[{"code":"UNAVAILABLE","message":""", answer.Text, StringComparison.Ordinal);
        Assert.Contains("disk is full", answer.Text, StringComparison.Ordinal);
        await AssertReadsAsync(client);
    }

    /// <summary>Some changes fit into pages that a database has already.</summary>
    private static async Task<RawAnswer> AssertFullAfterSomeAsync(Func<int, Task<RawAnswer>> change)
    {
        for (var i = 0; i < 250; i++)
        {
            var answer = await change(i);
            if (answer.Status == 507)
                return answer;
            Assert.True(answer.Status is 201 or 202, $"{answer.Head}\n{answer.Text}");
        }

        throw new InvalidOperationException("250 changes found room on a full disk");
    }

    private static async Task AssertReadsAsync(RawClient client)
    {
        var manifest = (await client.ExpectAsync(200, "GET /v2/app/manifests/latest")).Body;
        using var image = System.Text.Json.JsonDocument.Parse(manifest);
        foreach (var layer in image.RootElement.GetProperty("layers").EnumerateArray())
        {
            var digest = layer.GetProperty("digest").GetString()!;
            Assert.Equal(digest, Pushes.DigestOf((await client.ExpectAsync(200, $"GET /v2/app/blobs/{digest}")).Body).ToString());
        }

        await client.ExpectAsync(200, "GET /v2/app/tags/list");
        await client.ExchangeTokenAsync("repository:app:pull");
    }

    /// <summary>An index of nothing with 2 MiB of annotations: no database has pages for it already.</summary>
    private static byte[] LargeManifest() => Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"mediaType":"{{Pushes.Index}}","annotations":{"padding":"{{new string('x', 2 * Mebibyte)}}"},"manifests":[]}""");

    private static string[] ListUploads(TemporaryDirectory directory, string of = "disk/data/registry/uploads") => Directory.GetDirectories(directory[of]);

    private static void MoveBlobs(TemporaryDirectory directory)
    {
        Directory.CreateDirectory(directory["disk/data/registry"]);
        foreach (var name in new[] { "blobs", "uploads" })
        {
            Directory.CreateDirectory(directory[$"elsewhere/{name}"]);
            Directory.CreateSymbolicLink(directory[$"disk/data/registry/{name}"], directory[$"elsewhere/{name}"]);
        }
    }

    private static async Task<RawClient> AdministratorAsync(RunningDaemon daemon, string data) =>
        RawClient.Bearer(daemon.Base, (await File.ReadAllTextAsync(Path.Combine(data, "admin.token"), TestContext.Current.CancellationToken)).Trim());

    private static async Task<RawClient> LoginAsync(RunningDaemon daemon, string data)
    {
        var administrator = await AdministratorAsync(daemon, data);
        await administrator.ExpectAsync(201, "POST /v1/orgs", """{"name":"first"}"""u8.ToArray(), "application/json");
        var made = await administrator.ExpectAsync(201, "POST /v1/orgs/first/tokens", """{"name":"test","scopes":["push","delete"]}"""u8.ToArray(), "application/json");
        using var document = System.Text.Json.JsonDocument.Parse(made.Body);
        return RawClient.Basic(daemon.Base, document.RootElement.GetProperty("token").GetString()!);
    }
}
