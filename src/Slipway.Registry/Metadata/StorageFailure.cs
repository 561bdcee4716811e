using Microsoft.Data.Sqlite;
using Slipway.Linux;

namespace Slipway.Registry.Metadata;

/// <summary>Turns SQLite's errors about the disk into the runtime's, whose HResult is errno and which <c>DiskFull.Is</c> knows.</summary>
public static class StorageFailure
{
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;

    /// <summary>SQLITE_IOERR_SHMSIZE: the index of the write-ahead log could not grow, which is for want of space.</summary>
    private const int SqliteSharedMemorySize = SqliteIoError | (19 << 8);

    /// <summary>The runtime's error for a failure of the file at <paramref name="path"/>; the cause itself when it is about something else.</summary>
    public static Exception Of(Exception cause, string path) => cause switch
    {
        SqliteException { SqliteErrorCode: SqliteFull } or SqliteException { SqliteExtendedErrorCode: SqliteSharedMemorySize } =>
            new IOException($"no space is left for {path}; nothing was changed. Free space on its file system.", cause) { HResult = Errno.NoSpace },
        SqliteException { SqliteErrorCode: SqliteIoError } failed =>
            new IOException($"{path} cannot be written (SQLite error {failed.SqliteExtendedErrorCode}); nothing was changed.", cause) { HResult = Errno.InputOutput },
        _ => cause,
    };
}
