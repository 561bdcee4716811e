using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Slipway.Contracts.Platform;
using Slipway.Registry.Access;

namespace Slipway.Platform.Tests;

/// <summary>A platform on a real server and a free port of 127.0.0.1, with a clock that the test moves.</summary>
internal sealed class PlatformHost : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly WebApplication _server;

    private PlatformHost(TemporaryDirectory directory, PlatformOptions options, PlatformServer platform, WebApplication server)
    {
        _directory = directory;
        _server = server;
        Options = options;
        Platform = platform;
        Admin = ClientOf(File.ReadAllText(options.AdminTokenFile).TrimEnd());
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public PlatformOptions Options { get; }

    public PlatformServer Platform { get; }

    public FakeTimeProvider Time => (FakeTimeProvider)Options.Time;

    public required LogMemory Log { get; init; }

    public required ContentsMemory Contents { get; init; }

    /// <summary>The administrator that the first start made.</summary>
    public ApiClient Admin { get; }

    public Uri Address => new(_server.Urls.Single());

    public static async Task<PlatformHost> StartAsync(OrganizationLimits? limits = null)
    {
        var directory = new TemporaryDirectory();
        var log = new LogMemory();
        var contents = new ContentsMemory();
        var options = new PlatformOptions(directory["platform"], limits ?? OrganizationLimits.None, new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        var server = builder.Build();
        var platform = await PlatformServer.OpenAsync(options, contents, (ILoggerFactory)server.Services.GetService(typeof(ILoggerFactory))!, Cancellation);
        server.MapPlatform(platform);
        server.MapRegistryAuthority(platform);
        await server.StartAsync(Cancellation);
        return new PlatformHost(directory, options, platform, server) { Log = log, Contents = contents };
    }

    /// <summary>A client that has a token.</summary>
    public ApiClient ClientOf(string token) => new(Address, token);

    /// <summary>Makes a user and returns a client with the user's first token.</summary>
    public async Task<ApiClient> AddUserAsync(string name)
    {
        var made = await Admin.PostAsync("/v1/users", new NewUser { Name = name }, PlatformJson.Default.NewUser, PlatformJson.Default.CreatedUser);
        return ClientOf(made.Token);
    }

    /// <summary>Makes an organization's token and returns a client with it.</summary>
    public async Task<ApiClient> AddOrganizationAsync(string name, params string[] scopes)
    {
        await Admin.PostAsync("/v1/orgs", new NewOrganization { Name = name }, PlatformJson.Default.NewOrganization, PlatformJson.Default.Organization);
        return ClientOf((await Admin.AddTokenAsync($"/v1/orgs/{name}/tokens", scopes)).Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Platform.DisposeAsync();
        _directory.Dispose();
    }
}
