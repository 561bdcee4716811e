using System.Net;
using System.Text;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>One person's client, in the words of the specification. Answers are read whole; the client owns them.</summary>
internal sealed class TestClient(HttpClient http) : IDisposable
{
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    private readonly List<HttpResponseMessage> _answers = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<HttpResponseMessage> HeadAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Head, path, null, headers);

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<HttpResponseMessage> PostAsync(string path, byte[]? body = null) => SendAsync(HttpMethod.Post, path, body ?? []);

    public Task<HttpResponseMessage> PatchAsync(string path, byte[] body, string? range = null) =>
        SendAsync(HttpMethod.Patch, path, body, range is null ? [] : [("Content-Range", range)]);

    public Task<HttpResponseMessage> PutAsync(string path, byte[] body, string? range = null) =>
        SendAsync(HttpMethod.Put, path, body, range is null ? [] : [("Content-Range", range)]);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new ByteArrayContent(body);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value));
        var answer = await http.SendAsync(request, Token);
        _answers.Add(answer);
        return answer;
    }

    /// <summary>Begins an upload; the answer is its address.</summary>
    public async Task<string> BeginAsync(string name, string query = "")
    {
        var answer = await PostAsync($"/v2/{name}/blobs/uploads/{query}");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Location();
    }

    public async Task<Digest> PushBlobAsync(string name, byte[] content, string algorithm = Digest.Sha256)
    {
        var digest = Digest.Of(algorithm, content);
        var answer = await PostAsync($"/v2/{name}/blobs/uploads/?digest={digest}", content);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return digest;
    }

    public Task<HttpResponseMessage> PutManifestAsync(string name, string reference, string json, string? type = OciManifest) =>
        SendAsync(HttpMethod.Put, $"/v2/{name}/manifests/{reference}", Encoding.UTF8.GetBytes(json), type is null ? [] : [("Content-Type", type)]);

    /// <summary>Pushes an image without layers under a tag; the answer is the digest.</summary>
    public async Task<Digest> PushImageAsync(string name, string tag, string more = "")
    {
        var json = Documents.Image(await PushBlobAsync(name, "{}"u8.ToArray()), 2, more);
        var answer = await PutManifestAsync(name, tag, json);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return Digest.Of(Encoding.UTF8.GetBytes(json));
    }

    public void Dispose()
    {
        foreach (var answer in _answers)
            answer.Dispose();
        http.Dispose();
    }
}
