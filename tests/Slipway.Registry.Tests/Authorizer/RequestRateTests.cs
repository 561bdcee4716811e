using System.Net;
using Microsoft.Extensions.Time.Testing;
using Slipway.Registry.Authorizer;

namespace Slipway.Registry.Tests.Authorizer;

public sealed class RequestRateTests
{
    [Fact]
    public void Take_PastTheBurst_WaitsForTheNextOne()
    {
        var time = new FakeTimeProvider();
        var rates = new RequestRates(new RateLimit(Burst: 3, PerSecond: 2), time);

        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromSeconds(0.5)], Enumerable.Range(0, 4).Select(_ => rates.Take("a")));
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(TimeSpan.Zero, rates.Peek("a"));
        Assert.Equal(TimeSpan.Zero, rates.Take("a"));
        Assert.Equal(TimeSpan.FromSeconds(0.5), rates.Take("a"));
    }

    [Fact]
    public async Task FailedLogins_PastTheBurst_AreNotLookedAt()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer with { FailedLogins = new RateLimit(Burst: 2, PerSecond: 0.1) });
        for (var i = 0; i < 2; i++)
            (await server.SendAsync(HttpMethod.Get, "/v2/", "wrong")).Dispose();

        using var limited = await server.SendAsync(HttpMethod.Get, "/auth/token", "secret-acme");
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
        Assert.Equal(10, limited.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Equal(2, server.Authority.Lookups);

        server.Time.Advance(TimeSpan.FromSeconds(10));
        using var again = await server.SendAsync(HttpMethod.Get, "/v2/", "secret-acme");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task TokenRequests_PastTheBurst_LimitThatTokenOnly()
    {
        await using var server = await GuardedServer.StartAsync(GuardedServer.Bearer with { TokenRequests = new RateLimit(Burst: 1, PerSecond: 1) });
        (await server.SendAsync(HttpMethod.Get, "/v2/", "secret-acme")).Dispose();

        using var limited = await server.SendAsync(HttpMethod.Get, "/v2/", "secret-acme");
        using var other = await server.SendAsync(HttpMethod.Get, "/v2/", "secret-globex");

        Assert.Contains("TOOMANYREQUESTS", await GuardedServer.DescribeAsync(limited), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }
}
