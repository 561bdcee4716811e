using Microsoft.EntityFrameworkCore;

namespace Slipway.Platform.Store;

/// <summary>Brings a store's tables to this version's shape. The caller owns the store, so nobody else does the same.</summary>
internal static class SchemaUpdate
{
    /// <summary>Applies the migrations that are missing.</summary>
    /// <exception cref="InvalidDataException">The store has migrations that this version does not know.</exception>
    public static async Task RunAsync(PlatformDatabase database, string file, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).FirstOrDefault(applied => !known.Contains(applied));
        if (newer is not null)
            throw new InvalidDataException($"the platform's store {file} was written by a newer slipwayd (it has the change {newer}); start that version, or restore a backup that is older than it.");
        // The log survives in the file; readers then never wait for a writer.
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellationToken);
        // A migrator that was killed leaves its lock, and the next one would wait for it for ever. Our own lock says that nobody else is at it.
        await context.Database.ExecuteSqlRawAsync("""DROP TABLE IF EXISTS "__EFMigrationsLock" """, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
    }
}
