using Microsoft.EntityFrameworkCore;
using Slipway.Contracts.Platform;
using Slipway.Platform.Access;
using Slipway.Platform.Errors;
using Slipway.Platform.Organizations;
using Slipway.Platform.Repositories;
using Slipway.Platform.Store;
using Slipway.Platform.Tokens;

namespace Slipway.Platform.Users;

/// <summary>Makes and deletes users, each with an organization of the same name.</summary>
internal sealed class UserStore(PlatformDatabase database, TokenCache tokens, RepositoryRecords repositories, PlatformOptions options)
{
    /// <summary>Makes a user with an organization and a first token, which can do all that the user can.</summary>
    public Task<(UserRow User, TokenText Token)> CreateAsync(string name, bool isAdministrator, CancellationToken cancellationToken)
    {
        if (!OrganizationName.IsValid(name))
            throw new PlatformException(PlatformErrorCode.Invalid, $"{OrganizationName.Rule}.");
        return database.WriteAsync(
            async context =>
            {
                if (await context.Organizations.AnyAsync(row => row.Name == name, cancellationToken))
                    throw new PlatformException(PlatformErrorCode.NameTaken, $"there is an organization or user '{name}'; choose another name.");
                var now = options.Time.GetUtcNow();
                var user = await NewUserRow.AddAsync(context, name, isAdministrator, options.DefaultLimits, now, cancellationToken);
                return (user, NewTokenRow.Add(context, TokenOwner.User(user.Id), "first token", [TokenScope.Admin], now, expiresAt: null));
            },
            cancellationToken);
    }

    /// <summary>Users after <paramref name="last"/> by name.</summary>
    public async Task<List<UserRow>> ListAsync(string last, int max, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.Users.AsNoTracking().Where(row => string.Compare(row.Name, last) > 0).OrderBy(row => row.Name).Take(max).ToListAsync(cancellationToken);
    }

    /// <summary>Deletes a user with their tokens and their own organization. One administrator always stays.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var key = await database.WriteAsync(
            async context =>
            {
                var user = await context.Users.SingleOrDefaultAsync(row => row.Name == name, cancellationToken)
                    ?? throw new PlatformException(PlatformErrorCode.NotFound, "there is no such user.");
                if (user.IsAdministrator && await context.Users.CountAsync(row => row.IsAdministrator, cancellationToken) == 1)
                    throw new PlatformException(PlatformErrorCode.Conflict, $"'{name}' is the only administrator; make another one first.");
                context.Users.Remove(user);
                await context.SaveChangesAsync(cancellationToken);
                await context.Organizations.Where(row => row.Key == user.OrganizationKey).ExecuteDeleteAsync(cancellationToken);
                context.RetiredKeys.Add(new RetiredKeyRow { Key = user.OrganizationKey, Retired = options.Time.GetUtcNow() });
                return user.OrganizationKey;
            },
            cancellationToken);
        tokens.ForgetOrganization(key);
        repositories.ForgetOrganization(key);
    }
}
