namespace Slipway.Platform.Organizations;

/// <summary>What a user is in an organization.</summary>
internal enum MemberRole
{
    /// <summary>Sees the organization and its repositories.</summary>
    Member,

    /// <summary>Also makes tokens, removes members and repositories, and deletes the organization.</summary>
    Admin,
}
