using System.Text;
using System.Text.Json;
using Slipway.Daemon.Tests.Faults;

namespace Slipway.Daemon.Tests.Attacks;

/// <summary>One daemon with two organizations that know nothing of each other, for all tests of a class. Rates are as they are by default.</summary>
public sealed class Tenants : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private RunningDaemon? _daemon;

    /// <summary>The first organization's, for push and delete: it has what the others want.</summary>
    internal RawClient Owner { get; private set; } = null!;

    /// <summary>The second organization's, for push and delete.</summary>
    internal RawClient Intruder { get; private set; } = null!;

    internal RawClient Anonymous => new(Server, authorization: null);

    internal RunningDaemon Daemon => _daemon!;

    internal string Directory => _directory.Path;

    internal Uri Server => _daemon!.Base;

    private RawClient Administrator { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _daemon = await RunningDaemon.StartAsync(_directory.Path);
        var token = await File.ReadAllTextAsync(_directory["admin.token"], TestContext.Current.CancellationToken);
        Administrator = RawClient.Bearer(Server, token.Trim());
        await AddOrganizationAsync("first");
        await AddOrganizationAsync("second");
        Owner = await LoginAsync("first", "push", "delete");
        Intruder = await LoginAsync("second", "push", "delete");
    }

    public ValueTask DisposeAsync()
    {
        _daemon?.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    internal Task AddOrganizationAsync(string name) => CallAsync(201, "POST /v1/orgs", $$"""{"name":"{{name}}"}""");

    internal Task SetLimitAsync(string organization, long maxBytes) => CallAsync(200, $"PUT /v1/orgs/{organization}/limits", $$"""{"max_bytes":{{maxBytes}}}""");

    internal Task RevokeAsync(string organization, string tokenId) => Administrator.SendAsync($"DELETE /v1/orgs/{organization}/tokens/{tokenId}");

    /// <summary>A new token of an organization's: its text and its id.</summary>
    internal async Task<(string Text, string Id)> CreateTokenAsync(string organization, string[] scopes, int? seconds = null)
    {
        var expiry = seconds is null ? "" : $",\"expires_in_seconds\":{seconds}";
        var answer = await CallAsync(
            201, $"POST /v1/orgs/{organization}/tokens", $$"""{"name":"test","scopes":["{{string.Join("\",\"", scopes)}}"]{{expiry}}}""");
        using var document = JsonDocument.Parse(answer.Body);
        return (document.RootElement.GetProperty("token").GetString()!, document.RootElement.GetProperty("description").GetProperty("id").GetString()!);
    }

    internal async Task<RawClient> LoginAsync(string organization, params string[] scopes) =>
        RawClient.Basic(Server, (await CreateTokenAsync(organization, scopes)).Text);

    private Task<RawAnswer> CallAsync(int status, string request, string json) =>
        Administrator.ExpectAsync(status, request, Encoding.UTF8.GetBytes(json), "application/json");
}
