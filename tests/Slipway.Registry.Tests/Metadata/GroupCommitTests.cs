using Microsoft.Data.Sqlite;
using Slipway.Linux.Files;
using Slipway.Registry.Access;
using Slipway.Registry.Metadata;
using static Slipway.Registry.Tests.Metadata.TestDatabase;

namespace Slipway.Registry.Tests.Metadata;

/// <summary>Many callers' changes in one transaction.</summary>
public sealed class GroupCommitTests
{
    [Fact]
    public async Task Changes_OneFails_UndoesOnlyItself()
    {
        await using var test = await TestDatabase.OpenAsync();
        // A negative length breaks a constraint after the link's row was written.
        var changes = Enumerable.Range(0, 200).Select(i => test.LinkAsync(Repository($"app{i}"), DigestOf($"layer {i}"), i % 10 == 3 ? -1_000_000 : 100)).ToList();
        for (var i = 0; i < changes.Count; i++)
        {
            if (i % 10 == 3)
            {
                await Assert.ThrowsAsync<SqliteException>(() => changes[i]);
                Assert.False(test.Database.HasRepository(Repository($"app{i}")));
                Assert.False(test.Database.HasBlob(DigestOf($"layer {i}")));
            }
            else
            {
                Assert.IsType<LinkBlobOutcome.Linked>(await changes[i]);
                Assert.True(test.Database.HasRepository(Repository($"app{i}")));
            }
        }

        Assert.Equal(180 * 100, test.Database.GetUsedBytes(Organization));
    }

    [Fact]
    public async Task Changes_DiskFull_AreRefusedUntilThereIsRoom()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a small file system needs root");
        using var directory = new TemporaryDirectory();
        Assert.SkipUnless(
            await Shell.TryRunAsync("mount -t tmpfs -o size=4m,mode=0700 slipway-test \"$1\"", directory.Path) == 0, "no tmpfs can be mounted here");
        try
        {
            await FillAndRecoverAsync(directory);
        }
        finally
        {
            await Shell.RunAsync("umount \"$1\"", directory.Path);
        }
    }

    private static async Task FillAndRecoverAsync(TemporaryDirectory directory)
    {
        await File.WriteAllBytesAsync(directory["ballast"], new byte[1024 * 1024], Token);
        await using var database = await TestDatabase.OpenAsync(directory["registry.db"], TimeProvider.System);
        var stored = new List<StoredManifest>();
        IOException? failure = null;
        for (var i = 0; failure is null; i++)
        {
            Assert.True(i < 200, "4 MiB never filled up");
            var manifest = Image($"{i}{new string('x', 64 * 1024)}");
            try
            {
                await database.PutManifestAsync(Repository("app"), manifest, [$"t{i}"], OrganizationLimits.None, Token);
                stored.Add(manifest.Manifest);
            }
            catch (IOException e)
            {
                failure = e;
            }
        }

        Assert.True(DiskFull.Is(failure), failure.ToString());
        Assert.Equal(stored.Count, database.ListTags(Repository("app"), null, 1000)!.Items.Count);
        File.Delete(directory["ballast"]);
        Assert.IsType<PutManifestOutcome.Stored>(
            await database.PutManifestAsync(Repository("app"), Image("after"), ["after"], OrganizationLimits.None, Token));
        Assert.All(stored, manifest => Assert.Equal(manifest.Bytes.Span, database.FindManifest(Repository("app"), manifest.Digest)!.Bytes.Span));
    }
}
