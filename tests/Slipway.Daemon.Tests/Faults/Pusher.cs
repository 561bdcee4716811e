using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Oci;

namespace Slipway.Daemon.Tests.Faults;

/// <summary>
/// A client that pushes small images to a repository of its own, moves tags and removes manifests until its server is gone, and remembers what it was
/// promised. Pushers share blobs, so that what one removes another one needs.
/// </summary>
internal sealed class Pusher(int number, Random random)
{
    private const int SharedBlobs = 12;
    private const int Tags = 3;
    private const int MaxLayers = 3;
    private const int LargeBytes = 300_000;
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private readonly Dictionary<Digest, PushedImage> _tried = [];
    private readonly HashSet<Digest> _promised = [];
    private readonly HashSet<Digest> _untagged = [];
    private readonly Dictionary<string, HashSet<Digest>> _tags = [];
    private readonly HashSet<string> _promisedTags = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Manifests that the server said it has and that nobody asked to remove.</summary>
    public int Promised => _promised.Count;

    private string Repository => string.Create(CultureInfo.InvariantCulture, $"crash/app{number}");

    /// <summary>Goes on until the server does not answer.</summary>
    public async Task RunAsync(HttpClient server, KillSwitch kill)
    {
        try
        {
            while (true)
                await (random.Next(6) == 0 ? RemoveAsync(server, kill) : PushAsync(server, kill));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The connection was reset by the kill.
        }
    }

    /// <summary>All that was promised is there with every byte, and tags are what they were last made or tried to be made.</summary>
    public async Task CheckAsync(HttpClient server)
    {
        foreach (var digest in _promised)
        {
            Assert.True(await GetAsync(server, $"manifests/{digest}") is { } bytes && digest.Matches(bytes), $"{digest} in {Repository} was acknowledged and is gone or broken");
            await CheckBlobsAsync(server, digest);
        }

        foreach (var (tag, values) in _tags)
        {
            var bytes = await GetAsync(server, $"manifests/{tag}");
            Assert.True(bytes is not null || !_promisedTags.Contains(tag), $"{Repository}:{tag} was acknowledged and is gone");
            if (bytes is null)
                continue;
            var digest = Digest.Of(Digest.Sha256, bytes);
            Assert.Contains(digest, values);
            _tags[tag] = [digest]; // what was read after a restart stays
            _promisedTags.Add(tag);
        }
    }

    /// <summary>The blobs of every manifest that is there, acknowledged or not; each of them is whole.</summary>
    public async Task<HashSet<Digest>> ListNeededAsync(HttpClient server)
    {
        var needed = new HashSet<Digest>();
        foreach (var (digest, image) in _tried)
        {
            if (await GetAsync(server, $"manifests/{digest}") is null)
                continue;
            await CheckBlobsAsync(server, digest);
            needed.UnionWith(image.Blobs);
        }

        return needed;
    }

    private async Task CheckBlobsAsync(HttpClient server, Digest manifest)
    {
        foreach (var blob in _tried[manifest].Blobs)
            Assert.True(await GetAsync(server, $"blobs/{blob}") is { } bytes && blob.Matches(bytes), $"{blob} of {manifest} in {Repository} is gone or broken");
    }

    private async Task PushAsync(HttpClient server, KillSwitch kill)
    {
        var blobs = Enumerable.Range(0, 1 + random.Next(1, MaxLayers + 1)).Select(_ => NextBlob()).ToList();
        foreach (var blob in blobs)
        {
            if (!await PushBlobAsync(server, kill, blob))
                return;
        }

        var manifest = ManifestOf(blobs);
        var digest = Digest.Of(Digest.Sha256, manifest);
        _tried[digest] = new PushedImage([.. blobs.Select(blob => Digest.Of(Digest.Sha256, blob))]);
        var tag = random.Next(2) == 0 ? $"v{random.Next(Tags)}" : null;
        if (tag is not null)
            _tags.TryAdd(tag, []);
        if (tag is not null)
            _tags[tag].Add(digest);
        using var answer = await SendAsync(server, kill, HttpMethod.Put, $"manifests/{tag ?? digest.ToString()}", manifest, ManifestType);
        if (answer.StatusCode == HttpStatusCode.BadRequest && (await answer.Content.ReadAsStringAsync(Token)).Contains("MANIFEST_BLOB_UNKNOWN", StringComparison.Ordinal))
            return; // the collector was faster than this client, whose grace is a fraction of a second
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        _promised.Add(digest);
        if (tag is null)
        {
            _untagged.Add(digest);
            return;
        }

        _tags[tag] = [digest];
        _promisedTags.Add(tag);
    }

    /// <summary>Removes a manifest that no tag ever named; from the moment it is asked, it may be there or not.</summary>
    private async Task RemoveAsync(HttpClient server, KillSwitch kill)
    {
        if (_untagged.Count == 0)
            return;
        var digest = _untagged.ElementAt(random.Next(_untagged.Count));
        _untagged.Remove(digest);
        _promised.Remove(digest);
        using var answer = await SendAsync(server, kill, HttpMethod.Delete, $"manifests/{digest}", body: null);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>In one request, or in three; false when the upload was idle for too long, which is a fraction of a second here.</summary>
    private async Task<bool> PushBlobAsync(HttpClient server, KillSwitch kill, byte[] blob)
    {
        var digest = Digest.Of(Digest.Sha256, blob);
        if (random.Next(2) == 0)
        {
            using var whole = await SendAsync(server, kill, HttpMethod.Post, $"blobs/uploads/?digest={digest}", blob);
            Assert.Equal(HttpStatusCode.Created, whole.StatusCode);
            return true;
        }

        using var begun = await SendAsync(server, kill, HttpMethod.Post, "blobs/uploads/", []);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        var upload = begun.Headers.Location!.OriginalString[$"/v2/{Repository}/".Length..];
        using var patched = await SendAsync(server, kill, HttpMethod.Patch, upload, blob);
        if (patched.StatusCode == HttpStatusCode.NotFound)
            return false;
        Assert.Equal(HttpStatusCode.Accepted, patched.StatusCode);
        using var put = await SendAsync(server, kill, HttpMethod.Put, $"{upload}?digest={digest}", []);
        Assert.True(put.StatusCode is HttpStatusCode.Created or HttpStatusCode.NotFound, $"{put.StatusCode}");
        return put.StatusCode == HttpStatusCode.Created;
    }

    /// <summary>Asks again where the answer is 503, as clients do: on a starved machine the platform answers the registry too late.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpClient server, KillSwitch kill, HttpMethod method, string path, byte[]? body, string? type = null)
    {
        while (true)
        {
            var answer = await SendOnceAsync(server, kill, method, path, body, type);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                return answer;
            answer.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpClient server, KillSwitch kill, HttpMethod method, string path, byte[]? body, string? type)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/v2/{Repository}/{path}", UriKind.Relative)) { Content = body is null ? null : new ByteArrayContent(body) };
        if (type is not null)
            request.Content!.Headers.ContentType = new(type);
        var sending = server.SendAsync(request, Token);
        kill.Count();
        var answer = await sending;
        kill.Count();
        return answer;
    }

    private async Task<byte[]?> GetAsync(HttpClient server, string path)
    {
        using var answer = await server.GetAsync(new Uri($"/v2/{Repository}/{path}", UriKind.Relative), Token);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            return await GetAsync(server, path);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Token);
    }

    private byte[] NextBlob()
    {
        if (random.Next(3) == 0)
            return BytesOf(seed: random.Next(SharedBlobs), 20_000);
        return BytesOf(random.Next(), random.Next(8) == 0 ? LargeBytes : random.Next(1, 30_000));
    }

    private static byte[] BytesOf(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] ManifestOf(List<byte[]> blobs)
    {
        var described = blobs.Select(blob => string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"a/b","digest":"{{Digest.Of(Digest.Sha256, blob)}}","size":{{blob.Length}}}""")).ToList();
        return Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{{described[0]}},"layers":[{{string.Join(',', described.Skip(1))}}]}""");
    }

    private sealed record PushedImage(IReadOnlyList<Digest> Blobs);
}
