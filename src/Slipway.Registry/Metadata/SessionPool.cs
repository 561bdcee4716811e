using System.Collections.Concurrent;

namespace Slipway.Registry.Metadata;

/// <summary>Read-only sessions on one file, kept between reads. Thread safe.</summary>
internal sealed class SessionPool(string path) : IDisposable
{
    /// <summary>More than this many wait for use only while more than this many reads run at once.</summary>
    private const int MaxKept = 32;

    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private int _kept;
    private volatile bool _closed;

    /// <summary>Runs <paramref name="read"/> with a session of its own.</summary>
    public T Read<T, TArgument>(Func<SqliteSession, TArgument, T> read, TArgument argument)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_idle.TryTake(out var session))
            Interlocked.Decrement(ref _kept);
        else
            session = SqliteSession.Open(path, writable: false);
        var healthy = false;
        try
        {
            var result = read(session, argument);
            healthy = true;
            return result;
        }
        finally
        {
            if (healthy)
                Keep(session);
            else
                session.Dispose();
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
            session.Dispose();
    }

    private void Keep(SqliteSession session)
    {
        if (_closed || Interlocked.Increment(ref _kept) > MaxKept)
        {
            Interlocked.Decrement(ref _kept);
            session.Dispose();
            return;
        }

        _idle.Add(session);
        if (_closed)
            Dispose();
    }
}
