using Microsoft.EntityFrameworkCore;
using Slipway.Platform.Access;
using Slipway.Platform.Errors;
using Slipway.Platform.Repositories;
using Slipway.Platform.Store;
using Slipway.Registry.Access;

namespace Slipway.Platform.Organizations;

/// <summary>Makes, changes and deletes organizations. A change is in force, also for the registry in this process, when its task ends.</summary>
internal sealed class OrganizationStore(PlatformDatabase database, TokenCache tokens, RepositoryRecords repositories, PlatformOptions options)
{
    /// <summary>Makes an organization with the platform's usual limits and no members.</summary>
    public Task<OrganizationRow> CreateAsync(string name, CancellationToken cancellationToken)
    {
        if (!OrganizationName.IsValid(name))
            throw new PlatformException(PlatformErrorCode.Invalid, $"{OrganizationName.Rule}.");
        return database.WriteAsync(
            async context => await context.Organizations.AnyAsync(row => row.Name == name, cancellationToken)
                ? throw new PlatformException(PlatformErrorCode.NameTaken, $"there is an organization or user '{name}'; choose another name.")
                : await NewOrganizationRow.AddAsync(context, name, options.DefaultLimits, options.Time.GetUtcNow(), cancellationToken),
            cancellationToken);
    }

    /// <summary>Organizations after <paramref name="last"/>, of one user or, with null, all.</summary>
    public async Task<List<OrganizationRow>> ListAsync(long? userId, string last, int max, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.Organizations.AsNoTracking()
            .Where(row => userId == null || context.Memberships.Any(member => member.OrganizationKey == row.Key && member.UserId == userId))
            .Where(row => string.Compare(row.Name, last) > 0).OrderBy(row => row.Name).Take(max).ToListAsync(cancellationToken);
    }

    public async Task<OrganizationRow> FindAsync(string key, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await FindAsync(context, key, cancellationToken);
    }

    public async Task<OrganizationRow> SetLimitsAsync(string key, OrganizationLimits limits, CancellationToken cancellationToken)
    {
        if (limits.MaxBytes < 0 || limits.MaxRepositories < 0)
            throw new PlatformException(PlatformErrorCode.Invalid, "a limit is 0 or more; leave it out for none.");
        var changed = await database.WriteAsync(
            async context =>
            {
                var row = await FindAsync(context, key, cancellationToken);
                (row.MaxBytes, row.MaxRepositories) = (limits.MaxBytes, limits.MaxRepositories);
                return row;
            },
            cancellationToken);
        tokens.ForgetOrganization(key);
        return changed;
    }

    /// <summary>Deletes an organization with its tokens, members and repositories; what was pushed is left to the registry's collector.</summary>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            async context =>
            {
                var row = await FindAsync(context, key, cancellationToken);
                if (await context.Users.AnyAsync(user => user.OrganizationKey == key, cancellationToken))
                    throw new PlatformException(PlatformErrorCode.Conflict, $"the organization '{row.Name}' is the user's own; it goes when the user '{row.Name}' is deleted.");
                context.Organizations.Remove(row);
                context.RetiredKeys.Add(new RetiredKeyRow { Key = key, Retired = options.Time.GetUtcNow() });
                return key;
            },
            cancellationToken);
        tokens.ForgetOrganization(key);
        repositories.ForgetOrganization(key);
    }

    private static async Task<OrganizationRow> FindAsync(PlatformContext context, string key, CancellationToken cancellationToken) =>
        await context.Organizations.FindAsync([key], cancellationToken)
            ?? throw new PlatformException(PlatformErrorCode.NotFound, "the organization was deleted meanwhile.");
}
