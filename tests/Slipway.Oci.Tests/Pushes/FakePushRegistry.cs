using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Slipway.Oci.Copies;
using Slipway.Oci.Sources;
using Slipway.Oci.Tests.Registry;
using Slipway.Oci.Tests.Sources;

namespace Slipway.Oci.Tests.Pushes;

/// <summary>A registry that takes what is pushed to it and remembers, until a test answers instead.</summary>
internal sealed class FakePushRegistry : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeServer _server;
    private readonly ConcurrentDictionary<string, string> _sessions = new();
    private int _sessionCount;

    /// <param name="twist">Answers instead, or null.</param>
    /// <param name="refuse">Answers before the body is taken, or null.</param>
    /// <param name="cut">After how many bytes of a body the line breaks, or null; what came until then is kept.</param>
    public FakePushRegistry(Func<FakeRequest, FakeResponse?>? twist = null, Func<FakeRequest, FakeResponse?>? refuse = null, Func<FakeRequest, int?>? cut = null) =>
        _server = new FakeServer(request => twist?.Invoke(request) ?? Answer(request)) { Refuse = refuse ?? (static _ => null), Cut = cut ?? (static _ => null) };

    public FastForwardTime Time { get; } = new();

    public string Authority => _server.Authority;

    public string? CredentialsFile { get; init; }

    /// <summary>A header more on every upload that begins.</summary>
    public (string Name, string Value) SessionHeader { get; init; } = ("X-None", "1");

    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new();

    /// <summary>By tag and by digest.</summary>
    public ConcurrentDictionary<string, byte[]> Manifests { get; } = new();

    public IReadOnlyList<FakeRequest> Requests => [.. _server.Requests];

    /// <summary>Methods and targets without what is after the question mark, of requests about uploads.</summary>
    public IReadOnlyList<string> Uploads => [.. Requests.Where(static r => r.Target.Contains("/uploads/", StringComparison.Ordinal)).Select(static r => r.Method)];

    public Task<CopyReport> PushAsync(TestImage image, string to = "app:v1", int jobs = 1, bool all = true)
    {
        image.WriteLayout(_directory.Path, "v1");
        return PushAsync($"oci:{_directory.Path}:v1", to, jobs, all);
    }

    public Task<CopyReport> PushAsync(string source, string to, int jobs = 1, bool all = true) => ImageCopy.RunAsync(
        new CopyRequest(source, $"{Authority}/{to}", all ? null : Platform.Parse("linux/amd64"), jobs),
        new ImageSourceOptions(CredentialsFile ?? "/nonexistent", "slipway-test", Time),
        new Progress<CopyProgress>(),
        TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    public FakeResponse Answer(FakeRequest request)
    {
        var (path, query) = request.Target.Split('?') is [var p, var q] ? (p, q) : (request.Target, "");
        var last = path.Split('/')[^1];
        return (request.Method, path) switch
        {
            ("HEAD" or "GET", _) when path.Contains("/blobs/sha", StringComparison.Ordinal) => Blobs.TryGetValue(last, out var blob) ? Found(request, blob, last) : new FakeResponse(404),
            ("HEAD" or "GET", _) when path.Contains("/manifests/", StringComparison.Ordinal) =>
                Manifests.TryGetValue(last, out var manifest) ? Found(request, manifest, Digest.Of(manifest).ToString()) : new FakeResponse(404),
            ("PUT", _) when path.Contains("/manifests/", StringComparison.Ordinal) => PutManifest(request, last),
            ("POST", _) when path.EndsWith("/blobs/uploads/", StringComparison.Ordinal) => Begin(path),
            _ when _sessions.ContainsKey(last) && query.StartsWith("state=a%2Fb", StringComparison.Ordinal) => Continue(request, path, last, query),
            _ => new FakeResponse(404, """{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN","message":"no such upload"}]}"""),
        };
    }

    /// <summary>Forgets all uploads, as a restarted registry may.</summary>
    public void ForgetSessions() => _sessions.Clear();

    private static FakeResponse Found(FakeRequest request, byte[] bytes, string digest) =>
        new(200, request.Method == "HEAD" ? [] : bytes, ("Docker-Content-Digest", digest)) { Length = bytes.Length };

    private FakeResponse PutManifest(FakeRequest request, string name)
    {
        var bytes = Encoding.Latin1.GetBytes(request.Body);
        Manifests[name] = Manifests[Digest.Of(bytes).ToString()] = bytes;
        return new FakeResponse(201, "", ("Docker-Content-Digest", Digest.Of(bytes).ToString()));
    }

    private FakeResponse Begin(string path)
    {
        var session = string.Create(CultureInfo.InvariantCulture, $"s{Interlocked.Increment(ref _sessionCount)}");
        _sessions[session] = "";
        return new FakeResponse(202, "", ("Location", Where(path + session)), ("Range", "0-0"), SessionHeader);
    }

    private FakeResponse Continue(FakeRequest request, string path, string session, string query)
    {
        var stored = _sessions[session];
        if (request.Method == "GET")
            return Progress(204, path, stored);

        if (request.Header("Content-Range") is { } range && !range.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{stored.Length}-"), StringComparison.Ordinal))
            return new FakeResponse(416);

        stored = _sessions[session] = stored + request.Body;
        if (request.Method == "PATCH")
            return Progress(202, path, stored);

        var digest = Digest.Parse(query[(query.IndexOf("digest=", StringComparison.Ordinal) + 7)..]);
        var bytes = Encoding.Latin1.GetBytes(stored);
        if (!digest.Matches(bytes))
            return new FakeResponse(400, """{"errors":[{"code":"DIGEST_INVALID","message":"not what was sent"}]}""");
        Blobs[digest.ToString()] = bytes;
        _sessions.TryRemove(session, out _);
        return new FakeResponse(201, "", ("Docker-Content-Digest", digest.ToString()));
    }

    private static FakeResponse Progress(int status, string path, string stored) =>
        new(status, "", ("Location", Where(path)), ("Range", string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, stored.Length - 1)}")));

    private static string Where(string path) => $"{path}?state=a%2Fb";
}
