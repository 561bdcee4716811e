using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Daemon.Tests.Faults;

/// <summary>
/// A registry that several clients push to and whose collector never rests is killed with SIGKILL again and again, on one directory: with its platform apart,
/// which is killed every tenth time too, and, fewer times since it takes four times as long to start, with its platform in the same process.
/// </summary>
public sealed partial class KillTests
{
    private const string KillsVariable = "SLIPWAY_TEST_KILLS";
    private const int Pushers = 4;

    private const int KillsOfPlatform = 10;

    /// <summary>A kill comes after at most so many requests and answers.</summary>
    private const int MaxEvents = 160;

    /// <summary>Collections until what nobody needs must be gone: the grace of links, and then of blobs, is that of some forty each.</summary>
    private const int MaxCollections = 1000;

    private static readonly string[] s_options = ["--registry-grace", "1500ms", "--registry-upload-idle", "1500ms", "--registry-collect-every", "40ms"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 25)]
    [InlineData(true, 8)]
    public async Task Daemon_KilledAnywhere_LosesNothingAcknowledgedAndLeavesNoOrphan(bool allInOne, int defaultKills)
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable(KillsVariable), CultureInfo.InvariantCulture, out var wanted) ? wanted : defaultKills;
        var random = new Random(11);
        var pushers = Enumerable.Range(0, Pushers).Select(number => new Pusher(number, new Random(random.Next()))).ToList();
        using var directory = new TemporaryDirectory();
        var login = await PrepareAsync(directory["platform"]);
        for (var kill = 0; kill < kills;)
        {
            using var platform = await StartPlatformAsync(directory, allInOne);
            do
                await RunAndKillAsync(directory, platform, login, pushers, random.Next(1, MaxEvents));
            while (++kill < kills && kill % KillsOfPlatform != 0);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {pushers.Sum(pusher => pusher.Promised)} manifests acknowledged and not removed");
        Assert.All(pushers, pusher => Assert.NotEqual(0, pusher.Promised));
        await CheckStoreAsync(directory, allInOne, login, pushers);
    }

    private static async Task RunAndKillAsync(TemporaryDirectory directory, RunningDaemon? platform, AuthenticationHeaderValue login, List<Pusher> pushers, int events)
    {
        using var daemon = await StartRegistryAsync(directory, platform);
        using var client = Connect(daemon, login);
        await Task.WhenAll(pushers.Select(pusher => pusher.CheckAsync(client)));
        var killer = new KillSwitch(daemon, events);
        await Task.WhenAll(pushers.Select(pusher => pusher.RunAsync(client, killer)));
    }

    /// <summary>
    /// The store is compared with the database when a daemon starts, so it is started once more after everything has become old.
    /// </summary>
    private static async Task CheckStoreAsync(TemporaryDirectory directory, bool allInOne, AuthenticationHeaderValue login, List<Pusher> pushers)
    {
        using var platform = await StartPlatformAsync(directory, allInOne);
        var store = directory[allInOne ? "platform/registry" : "registry/registry"];
        HashSet<Digest> needed = [];
        using (var daemon = await StartRegistryAsync(directory, platform))
        {
            using var client = Connect(daemon, login);
            foreach (var pusher in pushers)
            {
                await pusher.CheckAsync(client);
                needed.UnionWith(await pusher.ListNeededAsync(client));
            }
        }

        using var last = await StartRegistryAsync(directory, platform);
        for (var collections = 0; ; collections++)
        {
            await last.WaitForLogAsync(Collected(), last.LogLines);
            var (blobs, uploads) = (ListBlobs(Path.Combine(store, "blobs/sha256")), Directory.GetFileSystemEntries(Path.Combine(store, "uploads")));
            if (needed.SetEquals(blobs) && uploads.Length == 0)
                return;
            Assert.True(needed.IsSubsetOf(blobs), "a blob that a manifest needs is gone");
            Assert.True(collections < MaxCollections, $"orphans stay: {string.Join(' ', blobs.Except(needed))} {string.Join(' ', uploads)}\n{last.ReadLog()}");
        }
    }

    /// <summary>Null where the registry's process has it.</summary>
    private static async Task<RunningDaemon?> StartPlatformAsync(TemporaryDirectory directory, bool allInOne) =>
        allInOne ? null : await RunningDaemon.StartAsync(directory["platform"], "--roles", "platform");

    private static Task<RunningDaemon> StartRegistryAsync(TemporaryDirectory directory, RunningDaemon? platform) => platform is null
        ? RunningDaemon.StartAsync(directory["platform"], s_options)
        : RunningDaemon.StartAsync(
            directory["registry"], ["--roles", "registry", "--platform-url", platform.Base.ToString(), "--platform-secret-file", directory["platform/registry.secret"], .. s_options]);

    private static HashSet<Digest> ListBlobs(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(file => Digest.Parse("sha256:" + Path.GetFileName(file)))];

    private static async Task<AuthenticationHeaderValue> PrepareAsync(string directory)
    {
        using var daemon = await RunningDaemon.StartAsync(directory, "--roles", "platform");
        var administrator = await File.ReadAllTextAsync(Path.Combine(directory, "admin.token"), Token);
        using var client = Connect(daemon, new AuthenticationHeaderValue("Bearer", administrator.Trim()));
        using var made = await PostAsync(client, "/v1/orgs", """{"name":"first"}""");
        using var token = await PostAsync(client, "/v1/orgs/first/tokens", """{"name":"test","scopes":["push","delete"]}""");
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("x:" + token.RootElement.GetProperty("token").GetString())));
    }

    private static async Task<JsonDocument> PostAsync(HttpClient client, string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), body, Token);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
    }

    private static HttpClient Connect(RunningDaemon daemon, AuthenticationHeaderValue login)
    {
        var client = new HttpClient { BaseAddress = daemon.Base };
        client.DefaultRequestHeaders.Authorization = login;
        return client;
    }

    [GeneratedRegex("Collected: ")]
    private static partial Regex Collected();
}
