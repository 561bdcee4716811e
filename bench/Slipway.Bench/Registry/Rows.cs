using System.Collections.Concurrent;

namespace Slipway.Bench.Registry;

/// <summary>The loads of the table: those of zot's zb, and what else every pull asks for.</summary>
internal sealed class Rows(Content content) : IDisposable
{
    private const int Many = 10;
    private const int Few = 4;
    private const int Fewest = 2;

    /// <summary>Small answers that a registry can have in memory are to be ten times as fast.</summary>
    private const double Tenfold = 10;

    private const string Manifests = $"/v2/{Content.Repository}/manifests/";
    private const string AcceptImages = "Accept: application/vnd.oci.image.manifest.v1+json\r\n";

    private readonly PushBody _tiny = new(4096);
    private readonly PushBody _small = new(1_000_000);
    private readonly PushBody _medium = new(10_000_000);
    private readonly PushBody _large = new(100_000_000);

    public IReadOnlyList<Row> All() =>
    [
        Read("manifest GET by tag", Many, Tenfold, "GET", Manifests + Content.Tag),
        Read("manifest GET by digest", Many, Tenfold, "GET", Manifests + content.Manifest),
        Read("manifest HEAD by tag", Many, Tenfold, "HEAD", Manifests + Content.Tag),
        Read("manifest HEAD by digest", Many, Tenfold, "HEAD", Manifests + content.Manifest),
        Read("blob GET 1 KiB", Many, Tenfold, "GET", BlobPath(content.Config)),
        Read("pull 1 MB", Many, 1, "GET", BlobPath(content.Small)),
        Read("pull 10 MB", Few, 1, "GET", BlobPath(content.Medium)),
        Read("pull 100 MB", Fewest, 1, "GET", BlobPath(content.Large)),
        new("pull mixed: 20 % 1 MB, 70 % 10 MB, 10 % 100 MB", Few, 1, PullMixed),
        Push("push 4 KiB", Many, _tiny, chunked: false),
        Push("push 1 MB", Many, _small, chunked: false),
        Push("push 1 MB, streamed", Many, _small, chunked: true),
        Push("push 10 MB", Few, _medium, chunked: false),
        Push("push 10 MB, streamed", Few, _medium, chunked: true),
        Push("push 100 MB", Fewest, _large, chunked: false),
        Push("push 100 MB, streamed", Fewest, _large, chunked: true),
        new("25 % push, 75 % pull, 1 MB", Many, 1, PushPullMixed),
        Read("tags list, 100", Many, 1, "GET", $"/v2/{Content.Repository}/tags/list"),
        Read("catalog, 100", Many, 1, "GET", "/v2/_catalog?n=100"),
    ];

    public void Dispose()
    {
        foreach (var body in (PushBody[])[_tiny, _small, _medium, _large])
            body.Dispose();
    }

    private static Row Read(string name, int connections, double goal, string method, string path) =>
        new(name, connections, goal, (target, _, _) => Reading(target, method, path));

    private static Row Push(string name, int connections, PushBody body, bool chunked) =>
        new(name, connections, 1, (target, _, pushed) => new PushOperation(target, Content.Repository, body, chunked, pushed));

    private static ReadOperation Reading(RegistryTarget target, string method, string path) =>
        new(target.Request(method, path, AcceptImages), hasBody: method != "HEAD");

    private static string BlobPath(string digest) => $"/v2/{Content.Repository}/blobs/{digest}";

    private CycleOperation PullMixed(RegistryTarget target, int connection, ConcurrentBag<string> pushed)
    {
        var (small, medium, large) = (Pull(content.Small), Pull(content.Medium), Pull(content.Large));
        return new CycleOperation([small, medium, medium, medium, large, medium, small, medium, medium, medium], connection * 3);

        ReadOperation Pull(string digest) => Reading(target, "GET", BlobPath(digest));
    }

    private CycleOperation PushPullMixed(RegistryTarget target, int connection, ConcurrentBag<string> pushed)
    {
        var pull = Reading(target, "GET", BlobPath(content.Small));
        return new CycleOperation([new PushOperation(target, Content.Repository, _small, chunked: false, pushed), pull, pull, pull], connection);
    }
}
