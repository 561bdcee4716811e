using Slipway.Platform.Organizations;
using Slipway.Platform.Store;
using Slipway.Registry.Access;

namespace Slipway.Platform.Users;

/// <summary>Makes the rows of a user.</summary>
internal static class NewUserRow
{
    /// <summary>Adds to the context the user and the organization of the same name, whose administrator the user is. Saves, because the database gives the id.</summary>
    public static async Task<UserRow> AddAsync(
        PlatformContext context, string name, bool isAdministrator, OrganizationLimits limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var organization = await NewOrganizationRow.AddAsync(context, name, limits, now, cancellationToken);
        var user = new UserRow { Name = name, IsAdministrator = isAdministrator, OrganizationKey = organization.Key, Organization = organization, Created = now };
        context.Users.Add(user);
        await context.SaveChangesAsync(cancellationToken);
        context.Memberships.Add(new MembershipRow { OrganizationKey = organization.Key, UserId = user.Id, Role = MemberRole.Admin });
        return user;
    }
}
