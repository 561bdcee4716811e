using System.CommandLine;
using Slipway.Registry.Authorizer;
using Slipway.Registry.Collection;

namespace Slipway.Daemon.Settings;

internal sealed partial class DaemonCommand
{
    private readonly Option<RegistryAuthScheme> _scheme = new("--registry-auth")
    {
        Description = "How clients are asked to log in: bearer (default) or basic; both are taken",
        HelpName = "bearer|basic",
        DefaultValueFactory = _ => RegistryAuthScheme.Bearer,
    };

    private readonly Option<Uri?> _upstream = new("--registry-upstream") { Description = "Gateway mode: the registry that keeps the images", HelpName = "URL", CustomParser = ParseUrl };
    private readonly Option<FileInfo?> _upstreamSecret = new("--registry-upstream-secret-file") { Description = "Holds the http.secret of that registry", HelpName = "FILE" };
    private readonly Option<FileInfo?> _upstreamLogin = new("--registry-upstream-login-file") { Description = "Holds user:password for that registry", HelpName = "FILE" };

    private readonly Option<TimeSpan> _grace = Duration("--registry-grace", "How long the collector leaves what nothing refers to (default 24h)", CollectorOptions.Default.Grace);
    private readonly Option<TimeSpan> _collectEvery = Duration("--registry-collect-every", "Time between two collections (default 1h)", CollectorOptions.Default.Interval);

    private readonly Option<int> _rate = new("--registry-rate")
    {
        Description = "Requests a second that one token may send, ten times as many at once (default 2000; 0: no limit)",
        HelpName = "N",
        DefaultValueFactory = _ => (int)AuthorizerOptions.DefaultTokenRequests.PerSecond,
    };

    private readonly Option<TimeSpan> _uploadIdle = Duration("--registry-upload-idle", "How long an upload is kept that nothing happens to (default 24h)", Slipway.Registry.Distribution.RegistryOptions.DefaultUploadLifetime);

    private readonly Option<Uri?> _s3 = new("--s3-endpoint") { Description = "Keep blobs in an S3-compatible object store", HelpName = "URL", CustomParser = ParseUrl };
    private readonly Option<string?> _s3Bucket = new("--s3-bucket") { Description = "Its bucket", HelpName = "NAME" };
    private readonly Option<string> _s3Region = new("--s3-region") { Description = "Its region (default us-east-1)", HelpName = "NAME", DefaultValueFactory = _ => "us-east-1" };
    private readonly Option<string?> _s3Prefix = new("--s3-prefix") { Description = "What keys begin with", HelpName = "TEXT" };
    private readonly Option<bool> _s3VirtualHost = new("--s3-virtual-host") { Description = "Name the bucket in the host instead of the path" };
    private readonly Option<FileInfo?> _s3Credentials = new("--s3-credentials-file") { Description = "Credentials as the AWS tools write them; else AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", HelpName = "FILE" };

    private IEnumerable<Option> RegistryOptions() =>
    [
        _scheme, _upstream, _upstreamSecret, _upstreamLogin, _grace, _collectEvery, _uploadIdle, _rate, _s3, _s3Bucket, _s3Region, _s3Prefix, _s3VirtualHost, _s3Credentials,
    ];

    private RegistrySettings ReadRegistry(ParseResult parsed)
    {
        var upstream = parsed.GetValue(_upstream);
        var store = parsed.GetValue(_s3);
        if (parsed.GetValue(_rate) < 0)
            throw new ConfigurationException("--registry-rate is a number of requests a second, or 0 for no limit.");
        if (upstream is null && (parsed.GetValue(_upstreamSecret) ?? parsed.GetValue(_upstreamLogin)) is not null)
            throw new ConfigurationException("--registry-upstream-secret-file and --registry-upstream-login-file need --registry-upstream.");
        if (upstream is not null && store is not null)
            throw new ConfigurationException("--registry-upstream keeps the images elsewhere; --s3-endpoint is of no use with it.");
        if ((store is null) != (parsed.GetValue(_s3Bucket) is null))
            throw new ConfigurationException("--s3-endpoint and --s3-bucket are only of use together.");
        if (parsed.GetValue(_collectEvery) == TimeSpan.Zero)
            throw new ConfigurationException("--registry-collect-every is 1ms or more; a collection follows the one before.");
        return new RegistrySettings(
            parsed.GetValue(_scheme),
            upstream is null ? null : new UpstreamSettings(upstream, parsed.GetValue(_upstreamSecret)?.FullName, parsed.GetValue(_upstreamLogin)?.FullName),
            store is null ? null : new ObjectStoreSettings(
                store, parsed.GetValue(_s3Bucket)!, parsed.GetValue(_s3Region)!, parsed.GetValue(_s3Prefix), !parsed.GetValue(_s3VirtualHost), parsed.GetValue(_s3Credentials)?.FullName),
            parsed.GetValue(_rate) is > 0 and var rate ? new RateLimit(10 * rate, rate) : null,
            parsed.GetValue(_grace),
            parsed.GetValue(_collectEvery),
            parsed.GetValue(_uploadIdle));
    }
}
