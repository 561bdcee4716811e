using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Registry.Collection;

namespace Slipway.Registry.Tests.Collection;

/// <summary>When it collects.</summary>
public sealed class CollectorServiceTests
{
    [Fact]
    public async Task Service_Started_CollectsAtOnceAndAtEveryIntervalDespiteFailures()
    {
        var token = TestContext.Current.CancellationToken;
        using var directory = new TemporaryDirectory();
        var clock = new FakeTimeProvider();
        await using var registry = await TestRegistry.OpenAsync(directory.Path, clock, TestRegistry.Zero, token);
        using var runs = new SemaphoreSlim(0);
        using var service = new CollectorService(registry.Collector, TestRegistry.Zero, BeforeEachAsync, clock, NullLogger<CollectorService>.Instance);
        await service.StartAsync(token);
        await runs.WaitAsync(token);
        clock.Advance(TestRegistry.Zero.Interval);
        await runs.WaitAsync(token);
        await service.StopAsync(token);

        Task BeforeEachAsync(CancellationToken cancellationToken)
        {
            runs.Release();
            throw new IOException("uploads cannot be read");
        }
    }
}
