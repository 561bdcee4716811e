namespace Slipway.Linux.Files;

/// <summary>
/// A lock on one byte position of a file, which need not have that many bytes, between processes and between threads (fcntl(2), "open file
/// description locks"). One empty file thus carries a lock for every object that can be numbered, and no lock file is ever left over or
/// removed under a waiter. The kernel frees the lock when the holder dies, however that happens. Disposing frees it at once.
/// </summary>
public sealed class RangeLock : IDisposable
{
    private readonly RangeLockSet _set;

    private RangeLock(RangeLockSet set) => _set = set;

    /// <summary>Takes the lock if nobody stands in the way; null otherwise. Creates the file where it is missing.</summary>
    /// <exception cref="LinuxException">The file cannot be opened or locked.</exception>
    public static RangeLock? TryAcquire(string file, long position, LockMode mode)
    {
        var set = RangeLockSet.Open(file);
        try
        {
            if (set.TryAdd(position, mode))
                return new RangeLock(set);
        }
        catch
        {
            set.Dispose();
            throw;
        }

        set.Dispose();
        return null;
    }

    /// <summary>Waits for the lock, see <see cref="RangeLockSet.AddAsync"/>. A cancelled wait ends at once.</summary>
    /// <exception cref="LinuxException">The file cannot be opened or locked.</exception>
    public static async Task<RangeLock> AcquireAsync(string file, long position, LockMode mode, CancellationToken cancellationToken)
    {
        var set = RangeLockSet.Open(file);
        try
        {
            await set.AddAsync(position, mode, cancellationToken);
            return new RangeLock(set);
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    public void Dispose() => _set.Dispose();
}
