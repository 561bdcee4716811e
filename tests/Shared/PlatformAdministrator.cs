using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Slipway.Testing;

/// <summary>The administrator of a <c>slipwayd</c>, who makes organizations and tokens by its API as any program would: with HTTP and JSON alone.</summary>
internal sealed class PlatformAdministrator : IDisposable
{
    private readonly HttpClient _client;

    private PlatformAdministrator(HttpClient client) => _client = client;

    /// <summary>Logs in with the token that the first start left in the data directory.</summary>
    public static async Task<PlatformAdministrator> LoginAsync(Uri address, string dataDirectory)
    {
        var token = await File.ReadAllTextAsync(Path.Combine(dataDirectory, "admin.token"), TestContext.Current.CancellationToken);
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        return new PlatformAdministrator(client);
    }

    public async Task CreateOrganizationAsync(string name) => await SendAsync(HttpMethod.Post, "/v1/orgs", $$"""{"name":"{{name}}"}""");

    /// <summary>A new token of an organization's.</summary>
    public async Task<PlatformToken> CreateTokenAsync(string organization, params string[] scopes)
    {
        var list = string.Join(',', scopes.Select(scope => $"\"{scope}\""));
        var answer = await SendAsync(HttpMethod.Post, $"/v1/orgs/{organization}/tokens", $$"""{"name":"test","scopes":[{{list}}]}""");
        return new PlatformToken(answer.GetProperty("description").GetProperty("id").GetString()!, answer.GetProperty("token").GetString()!);
    }

    public async Task RevokeTokenAsync(string organization, PlatformToken token) =>
        await SendAsync(HttpMethod.Delete, $"/v1/orgs/{organization}/tokens/{token.Id}", json: null);

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path} {json} answered {(int)response.StatusCode} {body}");
        if (body.Length == 0)
            return default;
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
