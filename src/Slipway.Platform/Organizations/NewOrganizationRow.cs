using Microsoft.EntityFrameworkCore;
using Slipway.Platform.Store;
using Slipway.Registry.Access;

namespace Slipway.Platform.Organizations;

/// <summary>Makes the row of an organization.</summary>
internal static class NewOrganizationRow
{
    /// <summary>Adds it to the context, with a key that no organization has or had.</summary>
    public static async Task<OrganizationRow> AddAsync(PlatformContext context, string name, OrganizationLimits limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string key;
        do
            key = OrganizationKey.Create();
        while (await context.Organizations.AnyAsync(row => row.Key == key, cancellationToken) || await context.RetiredKeys.AnyAsync(row => row.Key == key, cancellationToken));
        var organization = new OrganizationRow { Key = key, Name = name, MaxBytes = limits.MaxBytes, MaxRepositories = limits.MaxRepositories, Created = now };
        context.Organizations.Add(organization);
        return organization;
    }
}
