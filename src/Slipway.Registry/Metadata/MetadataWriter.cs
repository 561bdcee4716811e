using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Slipway.Registry.Metadata;

/// <summary>
/// The one thread that changes the database. It takes all changes that wait, up to a limit, makes each in a savepoint of its own, and commits them with
/// one sync: a change that fails undoes only itself, and none is answered before it is durable. Thread safe.
/// </summary>
internal sealed partial class MetadataWriter : IAsyncDisposable
{
    /// <summary>Changes of one transaction: enough that the sync is shared, few enough that a reader's log stays short.</summary>
    private const int MaxBatch = 256;

    /// <summary>Changes that may wait; then callers do.</summary>
    private const int MaxWaiting = 1024;

    private readonly Channel<Change> _waiting = Channel.CreateBounded<Change>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _path;
    private readonly RegistryDatabaseOptions _options;
    private readonly MetadataCaches _caches;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private MetadataWriter(string path, RegistryDatabaseOptions options, MetadataCaches caches, TimeProvider clock, ILogger logger)
    {
        _path = path;
        _options = options;
        _caches = caches;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Opens or creates the file and brings its schema up to date; the caller disposes.</summary>
    public static async Task<MetadataWriter> StartAsync(
        string path, RegistryDatabaseOptions options, MetadataCaches caches, TimeProvider clock, ILogger logger)
    {
        var writer = new MetadataWriter(path, options, caches, clock, logger);
        new Thread(writer.Run) { Name = "slipway registry writer", IsBackground = true }.Start();
        await writer._opened.Task;
        return writer;
    }

    /// <summary>
    /// Makes a change; the task ends when it is durable. Cancelling helps only while it waits for room in the queue: a change that is in it is made.
    /// </summary>
    /// <exception cref="IOException">The disk is full or broken; nothing was changed, and the next change may succeed.</exception>
    public async Task<T> WriteAsync<T>(Func<WriteContext, T> apply, CancellationToken cancellationToken)
    {
        var change = new Change<T>(apply);
        try
        {
            await _waiting.Writer.WriteAsync(change, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(RegistryDatabase));
        }

        return await change.Done;
    }

    /// <summary>Makes the changes that still wait, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _ended.Task;
    }

    private void Run()
    {
        try
        {
            using var session = Open();
            _opened.TrySetResult();
            var batch = new List<Change>(MaxBatch);
            while (WaitForChanges())
            {
                while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var change))
                    batch.Add(change);
                Write(session, batch);
                batch.Clear();
            }
        }
        catch (Exception e) when (_opened.TrySetException(StorageFailure.Of(e, _path)))
        {
            // StartAsync throws it.
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>This thread has nothing else to do, so it may block. False when no more changes come.</summary>
    private bool WaitForChanges() => _waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private SqliteSession Open()
    {
        var session = SqliteSession.Open(_path, writable: true);
        try
        {
            session.ExecuteScript(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864; "
                + "PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY",
                transaction: null);
            Schema.Migrate(session, _path);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void Write(SqliteSession session, List<Change> batch)
    {
        var made = new List<Change>(batch.Count);
        try
        {
            var context = new WriteContext(session, _clock.GetUtcNow(), _options);
            session.Execute("BEGIN IMMEDIATE");
            foreach (var change in batch)
            {
                if (TryMake(change, context))
                    made.Add(change);
            }

            Commit(context);
        }
        catch (Exception e)
        {
            Undo(session, batch, e);
            return;
        }

        foreach (var change in made)
            change.Complete();
    }

    /// <summary>Makes one change, or fails it alone. Throws when SQLite has given up the whole transaction.</summary>
    private bool TryMake(Change change, WriteContext context)
    {
        context.Session.Execute("SAVEPOINT change");
        try
        {
            change.Apply(context);
            context.Session.Execute("RELEASE change");
            return true;
        }
        catch (Exception e) when (context.Session.InTransaction)
        {
            context.Session.Execute("ROLLBACK TO change");
            context.Session.Execute("RELEASE change");
            change.Fail(StorageFailure.Of(e, _path));
            return false;
        }
    }

    private void Commit(WriteContext context)
    {
        _caches.BeginChanges(context);
        try
        {
            context.Session.Execute("COMMIT");
        }
        finally
        {
            _caches.EndChanges(context);
        }
    }

    private void Undo(SqliteSession session, List<Change> batch, Exception cause)
    {
        var failure = StorageFailure.Of(cause, _path);
        LogBatchFailed(_logger, failure, batch.Count);
        try
        {
            if (session.InTransaction)
                session.Execute("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            LogRollbackFailed(_logger, e);
        }

        foreach (var change in batch)
            change.Fail(failure);
    }
}
