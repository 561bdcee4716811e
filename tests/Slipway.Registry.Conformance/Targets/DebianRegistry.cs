using System.Text.RegularExpressions;

namespace Slipway.Registry.Conformance.Targets;

/// <summary>Debian's docker-registry on a port the kernel chose, with its data in a directory of its own; ended by disposal.</summary>
internal sealed partial class DebianRegistry : IDisposable
{
    /// <summary>The secret by which it signs the state of uploads; a gateway in front of it needs it too.</summary>
    public const string HttpSecret = "conformance-http-secret";

    private readonly TemporaryDirectory _directory;
    private readonly ListeningProcess _process;

    private DebianRegistry(TemporaryDirectory directory, ListeningProcess process) => (_directory, _process) = (directory, process);

    public Uri Base => new($"http://{_process.Address}");

    /// <summary>What version 2.8.2 lacks.</summary>
    public static IReadOnlyDictionary<Feature, string> Gaps { get; } = new Dictionary<Feature, string>
    {
        [Feature.Sha512] = "it keeps every blob under its sha256 and answers with that",
        [Feature.SinglePost] = "it opens a session",
        [Feature.AnonymousMount] = "it opens a session",
        [Feature.ChunkOrder] = "it does not read the Content-Range of a PATCH, and a PUT with one ends the session",
        [Feature.StaleSession] = "its state is bound to the offset: 404 at an older address",
        [Feature.RangeUnits] = "Go's http.ServeContent answers 416 to what it cannot read",
        [Feature.RangeRefusalBody] = "it sets the blob's length before http.ServeContent refuses",
        [Feature.NonDistributableLayers] = "its default configuration refuses all urls",
        [Feature.Referrers] = "it is of distribution-spec 1.0",
        [Feature.TagParameters] = "it is of distribution-spec 1.0",
        [Feature.AcceptIndependence] = "it hides OCI manifests from clients that do not name them in Accept",
        [Feature.EntityTagLists] = "it compares If-None-Match as a whole",
        [Feature.ManifestLimit] = "it answers 400 and closes the connection",
        [Feature.MalformedInput] = "it answers 500 to a malformed digest in a reference, a name of 300 characters and a manifest of null",
        [Feature.TagPaging] = "it lists tags as the file system does and reads no parameter",
        [Feature.TagDelete] = "it deletes by digest only",
        [Feature.EncodedSlash] = "it routes by the decoded path",
        [Feature.CatalogPageSize] = "it takes its default for an n that is no number",
    };

    /// <summary>Why it cannot be started here, or null.</summary>
    public static string? Missing() => ListeningProcess.Find("docker-registry") is null ? "docker-registry is not installed" : null;

    /// <summary>Starts one; with a line of an htpasswd file it wants that user by Basic.</summary>
    public static async Task<DebianRegistry> StartAsync(string? htpasswd = null)
    {
        var directory = new TemporaryDirectory();
        try
        {
            await File.WriteAllTextAsync(directory["htpasswd"], htpasswd + "\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(directory["config.yml"], Configure(directory, htpasswd is not null), TestContext.Current.CancellationToken);
            var process = await ListeningProcess.StartAsync(ListeningProcess.Find("docker-registry")!, ["serve", directory["config.yml"]], Listening());
            return new DebianRegistry(directory, process);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _directory.Dispose();
    }

    private static string Configure(TemporaryDirectory directory, bool wantsLogin) => $$"""
        version: 0.1
        log: { level: info, accesslog: { disabled: true } }
        storage: { filesystem: { rootdirectory: "{{directory["data"]}}" }, delete: { enabled: true } }
        http: { addr: "127.0.0.1:0", secret: "{{HttpSecret}}" }
        {{(wantsLogin ? $$"""auth: { htpasswd: { realm: conformance, path: "{{directory["htpasswd"]}}" } }""" : "")}}
        """;

    [GeneratedRegex(@"listening on ([\d.]+:\d+)")]
    private static partial Regex Listening();
}
