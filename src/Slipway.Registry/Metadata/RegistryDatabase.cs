using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Slipway.Linux.Files;

namespace Slipway.Registry.Metadata;

/// <summary>
/// Which repository has which blobs, manifests, tags and referrers, and who uses how much: SQLite, one file, one process. Reads are synchronous and take
/// microseconds (write-ahead log, prepared statements, manifests and tags from memory); every change goes through one writer that commits many callers'
/// changes with one sync, and is durable when its task ends. Thread safe.
/// </summary>
/// <remarks>Every change throws <see cref="IOException"/> when the disk is full (<see cref="DiskFull.Is"/>) or broken; nothing was changed then, and the
/// next one succeeds once there is room.</remarks>
public sealed partial class RegistryDatabase : IAsyncDisposable
{
    private readonly RangeLock _processLock;
    private readonly MetadataWriter _writer;
    private readonly MetadataCaches _caches;
    private readonly SessionPool _sessions;
    private readonly TimeProvider _clock;

    private RegistryDatabase(RangeLock processLock, MetadataWriter writer, MetadataCaches caches, SessionPool sessions, TimeProvider clock)
    {
        _processLock = processLock;
        _writer = writer;
        _caches = caches;
        _sessions = sessions;
        _clock = clock;
    }

    /// <summary>Opens the file, or creates it in an existing directory; the caller disposes it after the last request.</summary>
    /// <exception cref="IOException">Another process has it open, or the file cannot be made.</exception>
    /// <exception cref="InvalidDataException">A newer version of Slipway wrote it, or it is no database.</exception>
    public static async Task<RegistryDatabase> OpenAsync(
        string path, RegistryDatabaseOptions options, TimeProvider clock, ILogger<RegistryDatabase> logger, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var processLock = RangeLock.TryAcquire(path + ".lock", 0, LockMode.Exclusive)
            ?? throw new IOException($"{path} is open in another process: one process serves a registry. Stop the other one, or give this one a directory of its own.");
        try
        {
            Create(path);
            var caches = new MetadataCaches(options.CacheBytes);
            var writer = await MetadataWriter.StartAsync(path, options, caches, clock, logger);
            return new RegistryDatabase(processLock, writer, caches, new SessionPool(path), clock);
        }
        catch (SqliteException e)
        {
            processLock.Dispose();
            throw new InvalidDataException($"{path} cannot be read: {e.Message}", e);
        }
        catch
        {
            processLock.Dispose();
            throw;
        }
    }

    /// <summary>Makes the waiting changes durable and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _sessions.Dispose();
        _processLock.Dispose();
    }

    /// <summary>Tenants' manifests are for this process alone; SQLite's other files take over the permissions of this one.</summary>
    private static void Create(string path)
    {
        if (File.Exists(path))
            return;
        using (File.Open(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
        }

        DirectorySync.Sync(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
