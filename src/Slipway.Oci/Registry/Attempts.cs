namespace Slipway.Oci.Registry;

/// <summary>
/// Counts the failures of one transfer and waits between them: 0.5 s, doubling, give or take a quarter so that many clients do not come
/// back at once; or as long as the server asks, up to a minute. Not thread safe.
/// </summary>
internal sealed class Attempts(TimeProvider time)
{
    /// <summary>Failures in a row that end the transfer.</summary>
    public const int Max = 5;

    /// <summary>The longest wait a server can ask of us.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(500);

    private int _failures;

    /// <summary>Starts counting anew, after progress.</summary>
    public void Reset() => _failures = 0;

    /// <summary>What <paramref name="action"/> returns, tried again after each passing failure until the attempts are used up.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await action();
            }
            catch (TransientException failure)
            {
                await WaitAsync(failure, cancellationToken);
            }
        }
    }

    /// <summary>Waits until the next attempt, or throws when <paramref name="failure"/> was the last allowed.</summary>
    /// <exception cref="OciException">There is no further attempt.</exception>
    public async Task WaitAsync(TransientException failure, CancellationToken cancellationToken)
    {
        _failures++;
        if (_failures == Max || failure.RetryAfter > MaxRetryAfter)
            throw failure.AsFinal(_failures);

        var delay = s_firstDelay * Math.Pow(2, _failures - 1) * (0.75 + (Random.Shared.NextDouble() / 2));
        if (failure.RetryAfter > delay)
            delay = failure.RetryAfter.Value;
        await Task.Delay(delay, time, cancellationToken);
    }
}
