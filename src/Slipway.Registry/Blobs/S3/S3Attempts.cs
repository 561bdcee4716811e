namespace Slipway.Registry.Blobs.S3;

/// <summary>
/// Counts the passing faults of one operation and waits between them: 0.2 s, doubling, give or take a quarter so that many do not come back at once, or
/// as long as the server asks. One user at a time.
/// </summary>
internal sealed class S3Attempts(TimeProvider time, int max)
{
    /// <summary>The longest wait a server can ask for; more than that ends the operation.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(200);

    private int _failures;

    /// <summary>Starts counting anew, after progress.</summary>
    public void Reset() => _failures = 0;

    /// <summary>Waits for the next attempt; throws when <paramref name="fault"/> was the last allowed.</summary>
    public async Task WaitAsync(S3Exception fault, CancellationToken cancellationToken)
    {
        _failures++;
        if (_failures >= max || fault.RetryAfter > MaxRetryAfter)
            throw new S3Exception(fault.Kind, $"{fault.Message} Given up after {_failures} attempts.", fault);

        var delay = s_firstDelay * Math.Pow(2, _failures - 1) * (0.75 + (Random.Shared.NextDouble() / 2));
        await Task.Delay(fault.RetryAfter > delay ? fault.RetryAfter.Value : delay, time, cancellationToken);
    }
}
