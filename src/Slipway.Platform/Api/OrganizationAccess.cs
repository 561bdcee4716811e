using Microsoft.EntityFrameworkCore;
using Slipway.Platform.Errors;
using Slipway.Platform.Organizations;
using Slipway.Platform.Store;

namespace Slipway.Platform.Api;

/// <summary>Finds the organization that a path names, for those who may know of it. To everybody else it is absent.</summary>
internal sealed class OrganizationAccess(PlatformDatabase database)
{
    /// <summary>The organization, if the asker is at least <paramref name="needed"/> in it.</summary>
    /// <exception cref="PlatformException">NotFound: there is none, or the asker has no part in it. Forbidden: the asker is a member only.</exception>
    public async Task<OrganizationRow> RequireAsync(ApiRequest request, MemberRole needed)
    {
        var name = request.Part("org");
        var asker = request.Principal;
        await using var context = database.CreateDbContext();
        // One question whatever the answer, so that its time tells nothing.
        var found = await context.Organizations.AsNoTracking().Where(row => row.Name == name)
            .Select(row => new { Row = row, Roles = context.Memberships.Where(member => member.OrganizationKey == row.Key && member.UserId == asker.UserId).Select(member => member.Role).ToList() })
            .SingleOrDefaultAsync(request.Cancellation);
        var role = found is null ? null : RoleOf(asker, found.Row.Key, found.Roles);
        if (role is null)
            throw new PlatformException(PlatformErrorCode.NotFound, "there is no such organization.");
        return role >= needed ? found!.Row : throw new PlatformException(PlatformErrorCode.Forbidden, $"only an admin of the organization '{found!.Row.Name}' can do that.");
    }

    private static MemberRole? RoleOf(Principal asker, string key, List<MemberRole> memberships)
    {
        if (asker.IsAdministrator || (asker.UserId is null && asker.OrganizationKey == key))
            return MemberRole.Admin;
        return memberships.Count == 0 ? null : memberships[0];
    }
}
