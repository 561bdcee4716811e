using Slipway.Daemon.Listening;
using Slipway.Daemon.Settings;

namespace Slipway.Daemon.Operations;

/// <summary>
/// What operators ask: <c>/healthz</c> (the process lives), <c>/readyz</c> (it can serve), <c>/metrics</c> (Prometheus). On an address of its own, because it
/// asks for no credentials and clients have no business there.
/// </summary>
internal sealed class AdminServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AdminServer(WebApplication app) => _app = app;

    /// <summary>Starts listening. The caller disposes it.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<AdminServer> StartAsync(ListenAddress address, DaemonOptions options, Readiness readiness, CancellationToken cancellationToken)
    {
        var server = new AdminServer(WebHost.ForOperators(options, address));
        try
        {
            server._app.MapGet("/healthz", (RequestDelegate)(context => AnswerAsync(context, 200, "ok")));
            server._app.MapGet("/readyz", (RequestDelegate)(context => ReadyAsync(context, readiness)));
            server._app.MapPrometheusScrapingEndpoint("/metrics");
            await server._app.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where it listens, with the port it has really taken.</summary>
    public string Address => _app.Urls.First();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task ReadyAsync(HttpContext context, Readiness readiness)
    {
        var fault = await readiness.FaultAsync(context.RequestAborted);
        await AnswerAsync(context, fault is null ? 200 : 503, fault ?? "ready");
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
