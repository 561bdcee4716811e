namespace Slipway.Registry.Access;

/// <summary>What one organization may use; null is no limit.</summary>
/// <param name="MaxBytes">Bytes of all its blobs, each counted once however many of its repositories have it.</param>
/// <param name="MaxRepositories">Number of repositories.</param>
public sealed record OrganizationLimits(long? MaxBytes, int? MaxRepositories)
{
    public static OrganizationLimits None { get; } = new(null, null);
}
