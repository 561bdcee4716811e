using Microsoft.EntityFrameworkCore;
using Slipway.Platform.Store;

namespace Slipway.Platform.Tests.Store;

public sealed class PlatformDatabaseTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_EmptyDirectory_MakesFilesThatOnlyTheOwnerReads()
    {
        using var directory = new TemporaryDirectory();
        await using var database = await PlatformDatabase.OpenAsync(directory["store"], Cancellation);
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(directory["store"]));
        Assert.All(Directory.GetFiles(directory["store"]), file => Assert.Equal(Private, File.GetUnixFileMode(file)));
        await using var context = database.CreateDbContext();
        Assert.Equal("wal", await PragmaAsync(context, "journal_mode"));
        Assert.Equal("1", await PragmaAsync(context, "foreign_keys"));
    }

    [Fact]
    public async Task OpenAsync_StoreInUse_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        await using var database = await PlatformDatabase.OpenAsync(directory.Path, Cancellation);
        var refusal = await Assert.ThrowsAsync<IOException>(() => PlatformDatabase.OpenAsync(directory.Path, Cancellation));
        Assert.Contains("in use by another slipwayd", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_StoreOfANewerVersion_IsRefusedAndLeftAlone()
    {
        using var directory = new TemporaryDirectory();
        await RunAsync(directory, """INSERT INTO "__EFMigrationsHistory" VALUES ('29991231000000_Later', '99.0.0')""");
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => PlatformDatabase.OpenAsync(directory.Path, Cancellation));
        Assert.Contains("newer slipwayd (it has the change 29991231000000_Later)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_FileIsNoDatabase_IsNamed()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["platform.db"], "garbage", Cancellation);
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => PlatformDatabase.OpenAsync(directory.Path, Cancellation));
        Assert.Contains(directory["platform.db"], refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_LockOfAKilledMigrator_IsNotWaitedFor()
    {
        using var directory = new TemporaryDirectory();
        await RunAsync(directory, """
            CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2030-01-01')
            """);
        await using var database = await PlatformDatabase.OpenAsync(directory.Path, Cancellation);
    }

    [Fact]
    public async Task Model_AgainstMigrations_HasNoChangeThatIsNotMigrated()
    {
        using var directory = new TemporaryDirectory();
        await using var database = await PlatformDatabase.OpenAsync(directory.Path, Cancellation);
        await using var context = database.CreateDbContext();
        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task WriteAsync_ChangeThatThrows_LeavesNothing()
    {
        using var directory = new TemporaryDirectory();
        await using var database = await PlatformDatabase.OpenAsync(directory.Path, Cancellation);
        await Assert.ThrowsAsync<FormatException>(() => database.WriteAsync<int>(
            async context =>
            {
                context.RetiredKeys.Add(new RetiredKeyRow { Key = "k", Retired = default });
                await context.SaveChangesAsync(Cancellation);
                throw new FormatException();
            },
            Cancellation));
        await using var reader = database.CreateDbContext();
        Assert.False(await reader.RetiredKeys.AnyAsync(Cancellation));
    }

    private static async Task RunAsync(TemporaryDirectory directory, string sql)
    {
        await using var database = await PlatformDatabase.OpenAsync(directory.Path, Cancellation);
        await using var context = database.CreateDbContext();
        await context.Database.ExecuteSqlRawAsync(sql, Cancellation);
    }

    private static async Task<string> PragmaAsync(PlatformContext context, string name)
    {
        await context.Database.OpenConnectionAsync(Cancellation);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = name == "journal_mode" ? "PRAGMA journal_mode" : "PRAGMA foreign_keys";
        return $"{await command.ExecuteScalarAsync(Cancellation)}";
    }
}
