using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Slipway.Bench.Registry;

/// <summary>Our <c>slipwayd</c> as it is published, without request logs and without a limit on a token's requests; its clients log in by Basic in every request.</summary>
internal static class SlipwayRegistry
{
    private const string Organization = "bench";

    /// <summary>Starts it with its data in a new directory; the caller disposes it.</summary>
    /// <param name="options">More of its options.</param>
    public static async Task<RegistryTarget> StartAsync(string root, string directory, IEnumerable<string> options, CancellationToken cancellationToken)
    {
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.StartAsync(
            Path.Combine(root, "artifacts/publish/Slipway.Daemon/slipwayd"),
            ["--data-dir", directory, "--listen", $"http://127.0.0.1:{port}", "--admin-listen", "off", "--registry-rate", "0", .. options],
            new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" }, port, cancellationToken);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            var administrator = await File.ReadAllTextAsync(Path.Combine(directory, "admin.token"), cancellationToken);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", administrator.Trim());
            await PostAsync(client, "/v1/orgs", $$"""{"name":"{{Organization}}"}""", cancellationToken);
            var login = await CreateLoginAsync(client, "push", cancellationToken);
            var catalogLogin = await CreateLoginAsync(client, "admin", cancellationToken);
            return new RegistryTarget("slipwayd", server, port, Path.Combine(directory, "registry/blobs/sha256"), login, catalogLogin);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private static async Task<string> CreateLoginAsync(HttpClient client, string scope, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(client, $"/v1/orgs/{Organization}/tokens", $$"""{"name":"{{scope}}","scopes":["{{scope}}"]}""", cancellationToken);
        return "Basic " + System.Convert.ToBase64String(Encoding.ASCII.GetBytes("x:" + answer.GetProperty("token").GetString()));
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, string json, CancellationToken cancellationToken)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"POST {path} {json} answered {(int)response.StatusCode} {body}");
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
