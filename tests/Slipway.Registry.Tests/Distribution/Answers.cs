using System.Net;
using System.Text.Json;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>What tests read of answers.</summary>
internal static class Answers
{
    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    public static string Location(this HttpResponseMessage answer) => answer.Headers.Location!.ToString();

    public static Task<byte[]> BytesAsync(this HttpResponseMessage answer) => answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) => JsonDocument.Parse(await answer.BytesAsync()).RootElement;

    public static async Task AssertErrorAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.Equal("registry/2.0", answer.Header("Docker-Distribution-API-Version"));
        var body = await answer.JsonAsync();
        Assert.Equal(code, body.GetProperty("errors")[0].GetProperty("code").GetString());
        Assert.DoesNotContain(TestAuthority.KeyOfA, body.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Status, headers but the date and ids, and body: what must be equal where a client may not tell two cases apart.</summary>
    public static async Task<string> WholeAsync(this HttpResponseMessage answer)
    {
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .Where(static header => header.Key is not ("Date" or "Location" or "Docker-Upload-UUID"))
            .Select(static header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal);
        return $"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n{await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }
}
