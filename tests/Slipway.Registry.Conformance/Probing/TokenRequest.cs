using System.Text.Json;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Probing;

/// <summary>Asks a token service (distribution, docs/spec/auth/token.md "Requesting a Token").</summary>
internal static class TokenRequest
{
    /// <summary>GET with a <c>scope</c> parameter for each scope; without credentials as nobody.</summary>
    public static async Task<Answer> GetAsync(HttpClient client, string realm, string service, IEnumerable<string> scopes, Credentials? credentials)
    {
        var query = $"service={Uri.EscapeDataString(service)}{string.Concat(scopes.Select(scope => $"&scope={Uri.EscapeDataString(scope)}"))}";
        var address = new Uri($"{realm}{(realm.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = credentials is null ? null : BasicAuthorizer.Header(credentials);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return await AnswerReader.ReadAsync("GET", address, response);
    }

    /// <summary>The OAuth2 variant: POST of a form (docs/spec/auth/oauth.md).</summary>
    public static async Task<Answer> PostAsync(HttpClient client, string realm, IEnumerable<KeyValuePair<string, string>> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var response = await client.PostAsync(new Uri(realm), content, TestContext.Current.CancellationToken);
        return await AnswerReader.ReadAsync("POST", new Uri(realm), response);
    }

    /// <summary>The token in an answer: <c>token</c>, or <c>access_token</c> as OAuth2 calls it.</summary>
    public static string TokenOf(Answer answer)
    {
        var json = answer.Json;
        var found = json.TryGetProperty("token", out var token) || json.TryGetProperty("access_token", out token);
        Assert.True(found && token.ValueKind == JsonValueKind.String, $"{answer.Method} {answer.Url} answered without token and access_token.");
        return token.GetString()!;
    }
}
