using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Registry.Access;
using Slipway.Registry.Authorizer;
using Slipway.Registry.Blobs;
using Slipway.Registry.Distribution;
using Slipway.Registry.Metadata;
using Slipway.Registry.Tokens;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>A registry on Kestrel, behind its authorizer, in a directory of its own; restarts keep the directory.</summary>
internal sealed class TestRegistry : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Func<RegistryOptions, RegistryOptions> _configure;
    private readonly OrganizationLimits _limits;
    private WebApplication? _app;
    private RegistryServer? _server;
    private RegistryDatabase? _database;
    private FileBlobStore? _blobs;
    private BlobLocks? _locks;
    private TokenKeys? _keys;

    private TestRegistry(Func<RegistryOptions, RegistryOptions> configure, OrganizationLimits limits)
    {
        _configure = configure;
        _limits = limits;
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UnixEpoch.AddYears(56));

    public RegistryServer Server => _server!;

    public Uri Address { get; private set; } = null!;

    /// <summary>What is on disk of uploads, by relative path.</summary>
    public IReadOnlyList<string> UploadFiles => [.. Directory.EnumerateFileSystemEntries(_directory["uploads"], "*", SearchOption.AllDirectories)];

    public IReadOnlyList<string> BlobFiles => [.. Directory.EnumerateFiles(_directory["blobs"], "*", SearchOption.AllDirectories)];

    public static async Task<TestRegistry> StartAsync(Func<RegistryOptions, RegistryOptions>? configure = null, OrganizationLimits? limits = null)
    {
        var registry = new TestRegistry(configure ?? (static options => options), limits ?? OrganizationLimits.None);
        await registry.StartAsync();
        return registry;
    }

    public TestClient Client(string person = "alice")
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", BasicOf(person));
        return new TestClient(client);
    }

    public static string BasicOf(string person) => Convert.ToBase64String(Encoding.UTF8.GetBytes("x:" + person));

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _directory.Dispose();
    }

    private async Task StartAsync()
    {
        var logs = NullLoggerFactory.Instance;
        _database = await RegistryDatabase.OpenAsync(
            _directory["registry.db"], new RegistryDatabaseOptions(), Clock, logs.CreateLogger<RegistryDatabase>(), Token);
        _blobs = FileBlobStore.Open(_directory.Path, Clock);
        _locks = new BlobLocks();
        _server = new RegistryServer(_configure(new RegistryOptions(_directory.Path)), _database, _blobs, _locks, listener: null, Clock, logs);
        var options = new AuthorizerOptions("registry", RegistryAuthScheme.Basic, PublicUrl: null, TokenRequests: null, FailedLogins: null);
        _keys = TokenKeyFile.LoadOrCreate(_directory["token.keys"]);
        var access = new RegistryAccess(new TestAuthority(_limits), _keys, options, TimeProvider.System, logs);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        _app = builder.Build();
        _app.Lifetime.ApplicationStopping.Register(_server.ParkUploads);
        _app.Run(access.Protect(_server.HandleAsync));
        await _app.StartAsync(Token);
        Address = new Uri(_app.Urls.Single());
    }

    private async Task StopAsync()
    {
        await _app!.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _server!.Dispose();
        _keys!.Dispose();
        _locks!.Dispose();
        await _blobs!.DisposeAsync();
        await _database!.DisposeAsync();
    }
}
