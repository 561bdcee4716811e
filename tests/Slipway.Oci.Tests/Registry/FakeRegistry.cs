using System.Globalization;
using Slipway.Oci.Sources;
using Slipway.Oci.Tests.Sources;

namespace Slipway.Oci.Tests.Registry;

/// <summary>
/// A registry that serves one image as <c>app</c> under any tag, with ranges, until a test's <paramref name="twist"/> answers instead (null: no).
/// </summary>
internal sealed class FakeRegistry(TestImage image, Func<FakeRequest, FakeResponse?>? twist = null, string? credentialsFile = null) : IDisposable
{
    private readonly FakeServer _server = new(request => twist?.Invoke(request) ?? Serve(image, request));

    public FastForwardTime Time { get; } = new();

    public string Authority => _server.Authority;

    public IReadOnlyList<FakeRequest> Requests => [.. _server.Requests];

    /// <summary>The requests whose target contains <paramref name="part"/>.</summary>
    public IReadOnlyList<FakeRequest> RequestsFor(string part) => [.. _server.Requests.Where(r => r.Target.Contains(part, StringComparison.Ordinal))];

    public IImageSource Open(string suffix = ":v1") =>
        ImageSources.Open($"{Authority}/app{suffix}", new ImageSourceOptions(credentialsFile ?? "/nonexistent", "slipway-test", Time));

    public void Dispose() => _server.Dispose();

    public static FakeResponse Serve(TestImage image, FakeRequest request)
    {
        var last = request.Target.Split('/')[^1];
        if (request.Target.StartsWith("/v2/app/manifests/", StringComparison.Ordinal))
        {
            var digest = Digest.TryParse(last, out var parsed) ? parsed : image.Top.Digest;
            var type = digest == image.Top.Digest ? image.Top.MediaType : Oci.Manifests.MediaType.OciManifest;
            return image.Blobs.TryGetValue(digest, out var manifest)
                ? new FakeResponse(200, manifest, ("Content-Type", type), ("Docker-Content-Digest", digest.ToString()))
                : NotFound;
        }

        if (!request.Target.StartsWith("/v2/app/blobs/", StringComparison.Ordinal) || !image.Blobs.TryGetValue(Digest.Parse(last), out var blob))
            return NotFound;
        if (request.Header("Range") is not { } range)
            return new FakeResponse(200, blob);

        var from = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        return new FakeResponse(206, blob[from..], ("Content-Range", $"bytes {from}-{blob.Length - 1}/{blob.Length}"));
    }

    private static FakeResponse NotFound => new(404, """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}""");
}
