namespace Slipway.Registry.Blobs.S3;

/// <summary>Ends a network operation when the other side is silent for too long, however long the whole takes. One user at a time; dispose when done.</summary>
internal sealed class IdleTimer : IDisposable
{
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _either;

    public IdleTimer(TimeProvider time, TimeSpan limit, CancellationToken caller)
    {
        Limit = limit;
        _silence = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _silence.Token);
    }

    public TimeSpan Limit { get; }

    /// <summary>Cancelled by the caller or by silence.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Something moved: the limit starts anew.</summary>
    public void Touch() => _silence.CancelAfter(Limit);

    /// <summary>Nobody waits for the other side until the next <see cref="Touch"/>.</summary>
    public void Pause() => _silence.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _either.Dispose();
        _silence.Dispose();
    }
}
