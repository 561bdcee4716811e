using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Slipway.Linux.Files;
using Slipway.Registry.Metadata;

namespace Slipway.Platform.Store;

/// <summary>
/// The platform's store: <c>platform.db</c> in a directory, owned by one process at a time, because what that process has in memory is the truth for
/// the registry beside it. Reads run side by side (write-ahead log); changes go one after the other. Thread safe.
/// </summary>
internal sealed class PlatformDatabase : IDbContextFactory<PlatformContext>, IAsyncDisposable
{
    /// <summary>A reader of another program, such as a backup, may hold the database for so long.</summary>
    private const int BusyTimeoutSeconds = 10;

    private readonly RangeLock _ownership;
    private readonly string _file;
    private readonly DbContextOptions<PlatformContext> _options;
    private readonly SemaphoreSlim _writer = new(1);

    private PlatformDatabase(RangeLock ownership, string file)
    {
        _ownership = ownership;
        _file = file;
        _options = Describe(file);
    }

    /// <summary>Opens the store, makes it where there is none, and brings an older one up to date. The caller disposes it.</summary>
    /// <exception cref="InvalidDataException">A newer version wrote it, or it is no database.</exception>
    /// <exception cref="IOException">Another process has it, or the directory cannot be written.</exception>
    public static async Task<PlatformDatabase> OpenAsync(string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = Path.Combine(directory, "platform.db");
        var ownership = RangeLock.TryAcquire(Path.Combine(directory, "platform.lock"), 0, LockMode.Exclusive)
            ?? throw new IOException($"the platform's store {file} is in use by another slipwayd; stop that one, or choose another data directory.");
        var database = new PlatformDatabase(ownership, file);
        try
        {
            CreatePrivately(file);
            await SchemaUpdate.RunAsync(database, file, cancellationToken);
            return database;
        }
        catch (SqliteException e)
        {
            await database.DisposeAsync();
            throw new InvalidDataException($"the platform's store {file} cannot be read: {e.Message}", e);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>A context for one reader. The caller disposes it.</summary>
    public PlatformContext CreateDbContext() => new(_options);

    /// <summary>Runs a change in a transaction of its own, when every earlier one has ended; it is durable when the task ends. Nothing of it stays when it throws.</summary>
    /// <exception cref="IOException">The disk is full (<see cref="DiskFull.Is"/>) or broken.</exception>
    public async Task<T> WriteAsync<T>(Func<PlatformContext, Task<T>> change, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var context = CreateDbContext();
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var result = await change(context);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (Exception e) when (StorageFailure.Of(e.GetBaseException(), _file) is IOException failure)
        {
            throw failure;
        }
        finally
        {
            _writer.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        using (var context = CreateDbContext())
            SqliteConnection.ClearPool((SqliteConnection)context.Database.GetDbConnection());
        _writer.Dispose();
        _ownership.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>SQLite gives its other files the mode of this one.</summary>
    private static void CreatePrivately(string file)
    {
        if (!File.Exists(file))
            new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
    }

    private static DbContextOptions<PlatformContext> Describe(string file)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true, DefaultTimeout = BusyTimeoutSeconds };
        return new DbContextOptionsBuilder<PlatformContext>().UseSqlite(connection.ConnectionString).Options;
    }
}
