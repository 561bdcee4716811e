using Slipway.Platform.Organizations;

namespace Slipway.Platform.Store;

/// <summary>A user in an organization.</summary>
internal sealed class MembershipRow
{
    public required string OrganizationKey { get; init; }

    public OrganizationRow? Organization { get; init; }

    public required long UserId { get; init; }

    public UserRow? User { get; init; }

    public required MemberRole Role { get; set; }
}
