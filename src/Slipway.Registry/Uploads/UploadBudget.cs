namespace Slipway.Registry.Uploads;

/// <summary>What the open uploads of one organization, or manifests on their way, hold together, so that parallel ones cannot pass a limit that each alone keeps. Thread safe.</summary>
internal sealed class UploadBudget
{
    private int _count;
    private long _bytes;

    /// <summary>Counts one more upload; false when there are <paramref name="max"/>.</summary>
    public bool TryOpen(int max)
    {
        if (Interlocked.Increment(ref _count) <= max)
            return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Counts bytes that arrive; false when there would be more than <paramref name="max"/>, null for no limit.</summary>
    public bool TryTake(long bytes, long? max)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= (max ?? long.MaxValue))
            return true;
        Interlocked.Add(ref _bytes, -bytes);
        return false;
    }

    /// <summary>Counts an upload from before a restart, whatever the limits are now.</summary>
    public void Adopt(long bytes)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Forgets an upload and its bytes.</summary>
    public void Close(long bytes)
    {
        Interlocked.Decrement(ref _count);
        Interlocked.Add(ref _bytes, -bytes);
    }
}
