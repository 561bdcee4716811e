using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Slipway.Daemon.Tests.Server;

/// <summary>What is sent by OTLP over HTTP, as it arrives: a listener stands in for a collector, which Debian does not have.</summary>
public sealed class TelemetryTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Export_WithAnEndpoint_SendsOurMetricsAndTheRequestsTrace()
    {
        var received = new ConcurrentDictionary<string, TaskCompletionSource>();
        TaskCompletionSource Of(string what) => received.GetOrAdd(what, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var collector = await ListenAsync((path, body) =>
        {
            var text = Encoding.Latin1.GetString(body); // protobuf keeps strings as they are
            if (path == "/v1/metrics" && text.Contains("slipwayd", StringComparison.Ordinal) && text.Contains("slipway.registry.uploads.open", StringComparison.Ordinal))
                Of("metrics").TrySetResult();
            if (path == "/v1/traces" && text.Contains("slipwayd", StringComparison.Ordinal) && text.Contains("/v2/", StringComparison.Ordinal))
                Of("traces").TrySetResult();
        });
        using var directory = new TemporaryDirectory();
        using var daemon = await DaemonProcess.StartAsync(directory.Path, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        });
        using var client = new HttpClient { BaseAddress = daemon.Address };
        using var answer = await client.GetAsync("/v2/", TestContext.Current.CancellationToken);

        await Of("metrics").Task.WaitAsync(s_limit, TestContext.Current.CancellationToken);
        await Of("traces").Task.WaitAsync(s_limit, TestContext.Current.CancellationToken);
    }

    private static async Task<WebApplication> ListenAsync(Action<string, byte[]> receive)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            receive(context.Request.Path.Value!, body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
