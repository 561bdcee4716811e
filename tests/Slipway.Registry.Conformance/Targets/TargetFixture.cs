using Slipway.Registry.Conformance.Reporting;

namespace Slipway.Registry.Conformance.Targets;

/// <summary>
/// One registry, started before the first case that runs against it; its report is written and it is ended after the last. Where it cannot
/// be started, <see cref="Unavailable"/> says why and every case skips.
/// </summary>
public abstract class TargetFixture : IAsyncLifetime
{
    private ConformanceTarget? _target;
    private bool _isStopped;

    /// <summary>What the cases run against; only where <see cref="Unavailable"/> is null.</summary>
    public ConformanceTarget Target => _target ?? throw new InvalidOperationException($"the registry was not started: {Unavailable}");

    /// <summary>Why there is no registry to test, or null.</summary>
    public string? Unavailable { get; private set; }

    /// <summary>What came out so far.</summary>
    internal ConformanceReport Report { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Unavailable = Missing();
        if (Unavailable is not null)
            return;
        try
        {
            _target = await StartAsync();
        }
        catch
        {
            await StopOnceAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopOnceAsync();
        if (_target is not null)
            Report.Write(_target.Name);
        GC.SuppressFinalize(this);
    }

    /// <summary>Why the registry cannot be started here, or null.</summary>
    protected abstract string? Missing();

    /// <summary>Starts the registry and waits until it listens.</summary>
    protected abstract Task<ConformanceTarget> StartAsync();

    /// <summary>Ends whatever was started; also after a start that failed.</summary>
    protected abstract ValueTask StopAsync();

    private ValueTask StopOnceAsync()
    {
        var isFirst = !_isStopped;
        _isStopped = true;
        return isFirst ? StopAsync() : ValueTask.CompletedTask;
    }
}
