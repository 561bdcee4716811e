using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Registry.Authorizer;
using Slipway.Registry.Routing;
using Slipway.Registry.Tokens;

namespace Slipway.Registry.Tests.Authorizer;

/// <summary>A real server whose handler behind the authorizer notes what it is given and answers 200.</summary>
internal sealed class GuardedServer : IAsyncDisposable
{
    public static readonly AuthorizerOptions Bearer = new("registry.test", RegistryAuthScheme.Bearer, null, null, null);
    public static readonly AuthorizerOptions Basic = Bearer with { Scheme = RegistryAuthScheme.Basic };

    private readonly TemporaryDirectory _directory = new();
    private readonly WebApplication _app;

    private GuardedServer(AuthorizerOptions options, RequestDelegate? handler, Func<HttpContext, RequestDelegate, Task>? around)
    {
        Keys = TokenKeyFile.LoadOrCreate(_directory["keys.pem"]);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        _app = builder.Build();
        var access = new RegistryAccess(Authority, Keys, options, Time, NullLoggerFactory.Instance);
        var registry = access.Protect(handler ?? NoteAsync);
        if (around is not null)
            _app.Use((context, next) => around(context, next));
        _app.Run(context => context.Request.Path == RegistryAccess.TokenPath ? access.HandleTokenRequestAsync(context) : registry(context));
    }

    public FakeAuthority Authority { get; } = FakeAuthority.WithTwoOrganizations();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", null));

    public TokenKeys Keys { get; }

    /// <summary>What the handler was given.</summary>
    public ConcurrentQueue<RegistryRequest> Seen { get; } = new();

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public Uri Url => new(_app.Urls.First());

    public static async Task<GuardedServer> StartAsync(
        AuthorizerOptions options, RequestDelegate? handler = null, Func<HttpContext, RequestDelegate, Task>? around = null)
    {
        var server = new GuardedServer(options, handler, around);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        server.Client.BaseAddress = server.Url;
        return server;
    }

    /// <summary>Sends a request with a token's secret as Basic credentials.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? secret) =>
        SendWithHeaderAsync(method, path, secret is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:{secret}")));

    /// <summary>Sends a request with these words as its Authorization header.</summary>
    public async Task<HttpResponseMessage> SendWithHeaderAsync(HttpMethod method, string path, string? authorization)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url.ToString().TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>A token for scopes from the endpoint.</summary>
    public async Task<string> GetTokenAsync(string secret, params string[] scopes)
    {
        using var response = await SendAsync(HttpMethod.Get, "/auth/token?service=registry.test" + string.Concat(scopes.Select(scope => "&scope=" + scope)), secret);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return json.RootElement.GetProperty("token").GetString()!;
    }

    /// <summary>Everything a client sees of a response but the date and its id.</summary>
    public static async Task<string> DescribeAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date").OrderBy(header => header.Key, StringComparer.Ordinal);
        var lines = headers.Select(header => $"{header.Key}: {string.Join(" | ", header.Value)}");
        return $"{(int)response.StatusCode}\n{string.Join('\n', lines)}\n\n{await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Keys.Dispose();
        _directory.Dispose();
    }

    private Task NoteAsync(HttpContext context)
    {
        Seen.Enqueue(context.Features.Get<RegistryRequest>()!);
        return Task.CompletedTask;
    }
}
