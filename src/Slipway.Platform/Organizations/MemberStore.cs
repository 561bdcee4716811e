using Microsoft.EntityFrameworkCore;
using Slipway.Platform.Errors;
using Slipway.Platform.Store;

namespace Slipway.Platform.Organizations;

/// <summary>Who is in which organization.</summary>
internal sealed class MemberStore(PlatformDatabase database)
{
    /// <summary>Members after <paramref name="last"/> by name, with their users.</summary>
    public async Task<List<MembershipRow>> ListAsync(string organizationKey, string last, int max, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.Memberships.AsNoTracking().Include(row => row.User)
            .Where(row => row.OrganizationKey == organizationKey && string.Compare(row.User!.Name, last) > 0)
            .OrderBy(row => row.User!.Name).Take(max).ToListAsync(cancellationToken);
    }

    /// <summary>Where a user is a member, by name, with the organizations.</summary>
    public async Task<List<MembershipRow>> ListOfUserAsync(long userId, int max, CancellationToken cancellationToken)
    {
        await using var context = database.CreateDbContext();
        return await context.Memberships.AsNoTracking().Include(row => row.Organization)
            .Where(row => row.UserId == userId).OrderBy(row => row.Organization!.Name).Take(max).ToListAsync(cancellationToken);
    }

    /// <summary>Makes a user a member, or changes what the member is.</summary>
    public Task SetAsync(string organizationKey, string userName, MemberRole role, CancellationToken cancellationToken) => database.WriteAsync(
        async context =>
        {
            var user = await context.Users.SingleOrDefaultAsync(row => row.Name == userName, cancellationToken)
                ?? throw new PlatformException(PlatformErrorCode.NotFound, "there is no such user.");
            RequireNotOwn(user, organizationKey);
            if (await context.Memberships.FindAsync([organizationKey, user.Id], cancellationToken) is { } member)
                member.Role = role;
            else if (await context.Organizations.AnyAsync(row => row.Key == organizationKey, cancellationToken))
                context.Memberships.Add(new MembershipRow { OrganizationKey = organizationKey, UserId = user.Id, Role = role });
            else
                throw new PlatformException(PlatformErrorCode.NotFound, "the organization was deleted meanwhile.");
            return role;
        },
        cancellationToken);

    /// <summary>Takes a user out of an organization.</summary>
    public Task RemoveAsync(string organizationKey, string userName, CancellationToken cancellationToken) => database.WriteAsync(
        async context =>
        {
            var member = await context.Memberships.Include(row => row.User)
                .SingleOrDefaultAsync(row => row.OrganizationKey == organizationKey && row.User!.Name == userName, cancellationToken)
                ?? throw new PlatformException(PlatformErrorCode.NotFound, "the organization has no such member.");
            RequireNotOwn(member.User!, organizationKey);
            context.Memberships.Remove(member);
            return member;
        },
        cancellationToken);

    private static void RequireNotOwn(UserRow user, string organizationKey)
    {
        if (user.OrganizationKey == organizationKey)
            throw new PlatformException(PlatformErrorCode.Conflict, $"'{user.Name}' is the administrator of their own organization for good.");
    }
}
