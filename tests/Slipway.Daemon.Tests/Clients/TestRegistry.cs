using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>A running <c>slipwayd</c> with two organizations, and an image of each kind in the first.</summary>
internal sealed class TestRegistry : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ClientHome _home = new();
    private readonly Dictionary<SeedKind, Seed> _seeds = [];
    private DaemonProcess _daemon = null!;

    private TestRegistry()
    {
    }

    /// <summary>Host and port, the first part of every image's name.</summary>
    public string Authority => _daemon.Address.Authority;

    public PlatformToken First { get; private set; } = null!;

    public PlatformToken Second { get; private set; } = null!;

    public Seed this[SeedKind kind] => _seeds[kind];

    /// <summary>The full name of a seed.</summary>
    public string NameOf(SeedKind kind) => $"{Authority}/{_seeds[kind].Repository}:1";

    /// <summary>Starts one that asks for credentials by a scheme.</summary>
    public static async Task<TestRegistry> StartAsync(string scheme)
    {
        var registry = new TestRegistry();
        try
        {
            registry._daemon = await DaemonProcess.StartAsync(registry._directory.Path, "--registry-auth", scheme);
            await registry.PrepareAsync();
            return registry;
        }
        catch
        {
            registry.Dispose();
            throw;
        }
    }

    /// <summary>Restarts it with other options; its address changes.</summary>
    public async Task RestartAsync(params string[] options)
    {
        await _daemon.StopAsync();
        _daemon.Dispose();
        _daemon = await DaemonProcess.StartAsync(_directory.Path, options);
    }

    /// <summary>What it has logged of requests with a method under a path, such as <c>("PATCH", "/v2/app/")</c>, by status.</summary>
    public IReadOnlyList<int> StatusesOf(string method, string path) =>
        [.. Regex.Matches(_daemon.Log, $@" {method} {Regex.Escape(path)}\S* (\d+) ").Select(match => int.Parse(match.Groups[1].Value, null))];

    public Task<Match> WaitForLogAsync(Regex pattern) => _daemon.WaitForLogAsync(pattern);

    /// <summary>A request to the registry in a token's name.</summary>
    public async Task<HttpResponseMessage> SendAsync(PlatformToken token, HttpMethod method, string path, byte[]? body = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(_daemon.Address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"x:{token.Secret}")));
        request.Content = body is null ? null : new ByteArrayContent(body);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>What a tag of the registry means now.</summary>
    public async Task<string> DigestOfAsync(PlatformToken token, string repository, string tag = "1")
    {
        using var response = await SendAsync(token, HttpMethod.Head, $"/v2/{repository}/manifests/{tag}");
        Assert.True(response.IsSuccessStatusCode, $"HEAD {repository}:{tag} answered {(int)response.StatusCode}");
        return Assert.Single(response.Headers.GetValues("Docker-Content-Digest"));
    }

    public void Dispose()
    {
        _daemon?.Dispose();
        _directory.Dispose();
        _home.Dispose();
    }

    private async Task PrepareAsync()
    {
        using var administrator = await PlatformAdministrator.LoginAsync(_daemon.Address, _directory.Path);
        await administrator.CreateOrganizationAsync("first");
        await administrator.CreateOrganizationAsync("second");
        First = await administrator.CreateTokenAsync("first", "push", "delete");
        Second = await administrator.CreateTokenAsync("second", "push", "delete");
        foreach (var kind in Enum.GetValues<SeedKind>())
            _seeds[kind] = await SeedPush.RunAsync(_home, Authority, First, kind, $"seed/{kind.ToString().ToLowerInvariant()}");
    }
}
