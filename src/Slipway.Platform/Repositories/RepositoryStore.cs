using Microsoft.EntityFrameworkCore;
using Slipway.Platform.Errors;
using Slipway.Platform.Store;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Platform.Repositories;

/// <summary>The repositories that were pushed to, what is kept of them, and their end.</summary>
internal sealed class RepositoryStore(PlatformDatabase database, RepositoryRecords records, IRepositoryContents? contents)
{
    /// <summary>Repositories after <paramref name="last"/> by name.</summary>
    public async Task<List<RepositoryRow>> ListAsync(string organizationKey, string last, int max, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.Repositories.AsNoTracking().Where(row => row.OrganizationKey == organizationKey && string.Compare(row.Name, last) > 0)
            .OrderBy(row => row.Name).Take(max).ToListAsync(cancellationToken);
    }

    public async Task<RepositoryRow> FindAsync(StoredName repository, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await FindAsync(context, repository, cancellationToken);
    }

    public Task<RepositoryRow> SetRetentionAsync(StoredName repository, RetentionRules rules, CancellationToken cancellationToken)
    {
        if (rules.KeepTags < 1 || rules.KeepUntagged < TimeSpan.Zero)
            throw new PlatformException(PlatformErrorCode.Invalid, "keep_tags is 1 or more and keep_untagged_seconds 0 or more; leave one out to keep everything.");
        return database.WriteAsync(
            async context =>
            {
                var row = await FindAsync(context, repository, cancellationToken);
                (row.KeepTags, row.KeepUntagged) = (rules.KeepTags, rules.KeepUntagged);
                return row;
            },
            cancellationToken);
    }

    /// <summary>Removes the contents first, so that a crash between the two leaves a name without contents and never contents without a name.</summary>
    public async Task DeleteAsync(StoredName repository, CancellationToken cancellationToken)
    {
        if (contents is null)
            throw new PlatformException(PlatformErrorCode.Unsupported, "the registry of this platform runs apart; delete the repository's tags and manifests there.");
        await FindAsync(repository, cancellationToken);
        await contents.RemoveAsync(repository, cancellationToken);
        await database.WriteAsync(
            async context =>
            {
                var row = await FindAsync(context, repository, cancellationToken);
                context.Repositories.Remove(row);
                return row;
            },
            cancellationToken);
        records.Forget(repository);
    }

    private static async Task<RepositoryRow> FindAsync(PlatformContext context, StoredName repository, CancellationToken cancellationToken) =>
        await context.Repositories.FindAsync([repository.OrganizationKey, repository.External], cancellationToken)
            ?? throw new PlatformException(PlatformErrorCode.NotFound, "there is no such repository.");
}
