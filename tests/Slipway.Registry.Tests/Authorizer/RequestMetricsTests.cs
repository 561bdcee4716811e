using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Slipway.Registry.Authorizer;
using Slipway.Registry.Tests.Distribution;

namespace Slipway.Registry.Tests.Authorizer;

/// <summary>Other tests are heard too; none of them sends these requests.</summary>
public sealed class RequestMetricsTests : IDisposable
{
    private readonly ConcurrentBag<string> _heard = [];
    private readonly MeterListener _listener = new();

    public RequestMetricsTests()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: RequestMetrics.MeterName, Name: "slipway.registry.request.duration" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => _heard.Add(string.Join(' ', tags.ToArray().Select(static tag => tag.Value))));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Request_Answered_IsCountedByRouteMethodAndStatus()
    {
        await using var registry = await TestRegistry.StartAsync();
        using var client = registry.Client();

        await client.HeadAsync("/v2/app/referrers/sha256:none");

        Assert.Contains("referrers HEAD 400", _heard);
    }

    /// <summary>
    /// What the authorizer refuses reaches no handler; the token endpoint has none, and a gateway's is somebody else's. An answer without a body is sent when
    /// all is done, so that it is counted before its client has it.
    /// </summary>
    [Theory]
    [InlineData("/v2/app/referrers/sha256:none", "wrong", "referrers HEAD 401")]
    [InlineData("/v2/unheard/of", "secret-acme", "none HEAD 404")]
    [InlineData("/v2/team/app/blobs/uploads/u", "secret-acme-reader", "upload HEAD 403")]
    [InlineData("/v2/team/app/blobs/uploads/u", "secret-acme-pusher", "upload HEAD 200")]
    [InlineData("/auth/token", "secret-acme", "token HEAD 405")]
    public async Task Request_WhoeverAnswersIt_IsCounted(string path, string secret, string counted)
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer);

        (await server.SendAsync(HttpMethod.Head, path, secret)).Dispose();

        Assert.Contains(counted, _heard);
    }
}
