using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Registry.Conformance.Targets;

/// <summary>
/// Our own <c>slipwayd</c>, as built beside this program, on a port the kernel chose and in a directory of its own, with two organizations. Ended by
/// disposal.
/// </summary>
internal sealed partial class SlipwayDaemon : IDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly ListeningProcess _process;

    private SlipwayDaemon(TemporaryDirectory directory, ListeningProcess process) => (_directory, _process) = (directory, process);

    public Uri Base => new(_process.Address);

    /// <summary>An organization's token that may pull, push and delete.</summary>
    public Credentials User { get; private set; } = null!;

    /// <summary>The same of another organization.</summary>
    public Credentials OtherTenant { get; private set; } = null!;

    /// <summary>A token of the first organization's that may read its catalog.</summary>
    public Credentials Administrator { get; private set; } = null!;

    // artifacts/bin/PROJECT/CONFIGURATION/: ours and the daemon's differ in the project alone.
    private static string Program => Path.Combine(
        AppContext.BaseDirectory, "../../Slipway.Daemon", new DirectoryInfo(AppContext.BaseDirectory).Name, "slipwayd");

    /// <summary>Why it cannot be started here, or null.</summary>
    public static string? Missing() => File.Exists(Program) ? null : $"{Program} is not built";

    /// <summary>Starts one with further options, and makes its organizations and tokens.</summary>
    public static async Task<SlipwayDaemon> StartAsync(AuthMode auth, params string[] options)
    {
        var directory = new TemporaryDirectory();
        SlipwayDaemon? daemon = null;
        try
        {
            var scheme = auth == AuthMode.Basic ? "basic" : "bearer";
            string[] arguments =
                ["--data-dir", directory.Path, "--listen", "http://127.0.0.1:0", "--admin-listen", "http://127.0.0.1:0", "--registry-auth", scheme, .. options];
            daemon = new SlipwayDaemon(directory, await ListeningProcess.StartAsync(Program, arguments, Listening()));
            await daemon.PrepareAsync();
            return daemon;
        }
        catch
        {
            daemon?._process.Dispose();
            directory.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _directory.Dispose();
    }

    private async Task PrepareAsync()
    {
        var token = await File.ReadAllTextAsync(_directory["admin.token"], TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = Base };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        foreach (var organization in (string[])["first", "second"])
            await PostAsync(client, "/v1/orgs", $$"""{"name":"{{organization}}"}""");
        User = await CreateTokenAsync(client, "first", """["push","delete"]""");
        OtherTenant = await CreateTokenAsync(client, "second", """["push","delete"]""");
        Administrator = await CreateTokenAsync(client, "first", """["admin"]""");
    }

    private static async Task<Credentials> CreateTokenAsync(HttpClient client, string organization, string scopes)
    {
        var answer = await PostAsync(client, $"/v1/orgs/{organization}/tokens", $$"""{"name":"conformance","scopes":{{scopes}}}""");
        return new Credentials("x", answer.GetProperty("token").GetString()!);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"POST {path} {json} answered {(int)response.StatusCode} {body}");
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    [GeneratedRegex(@"listening on (http://\S+)")]
    private static partial Regex Listening();
}
