using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Contracts.Platform;

namespace Slipway.Platform.Tests;

/// <summary>Speaks to the API with one token.</summary>
internal sealed class ApiClient(Uri address, string token)
{
    private static readonly HttpClient s_http = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public string Token => token;

    /// <summary>All that a client sees of an answer: status, headers without the date, body.</summary>
    public async Task<(HttpStatusCode Status, string Everything)> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await s_http.SendAsync(request, Cancellation);
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal);
        var text = new StringBuilder().AppendLine(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var header in headers)
            text.AppendLine($"{header.Key}: {string.Join(",", header.Value)}");
        text.Append(await response.Content.ReadAsStringAsync(Cancellation));
        return (response.StatusCode, text.ToString());
    }

    public async Task<HttpStatusCode> StatusAsync(string method, string path, string? body = null) => (await SendAsync(method, path, body)).Status;

    public async Task<TAnswer> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> kind) => Read(await SendAsync("GET", path), kind);

    public async Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> kind, JsonTypeInfo<TAnswer> answer) =>
        Read(await SendAsync("POST", path, JsonSerializer.Serialize(body, kind)), answer);

    public Task<CreatedToken> AddTokenAsync(string path, params string[] scopes) => AddTokenAsync(path, null, scopes);

    public Task<CreatedToken> AddTokenAsync(string path, TimeSpan? life, params string[] scopes) => PostAsync(
        path, new NewToken { Name = "test", Scopes = scopes, ExpiresInSeconds = (long?)life?.TotalSeconds }, PlatformJson.Default.NewToken, PlatformJson.Default.CreatedToken);

    private static TAnswer Read<TAnswer>((HttpStatusCode Status, string Everything) answer, JsonTypeInfo<TAnswer> kind)
    {
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Created, answer.Everything);
        return JsonSerializer.Deserialize(answer.Everything[answer.Everything.IndexOf('{', StringComparison.Ordinal)..], kind)!;
    }
}
