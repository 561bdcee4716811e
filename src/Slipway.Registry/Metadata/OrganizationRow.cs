namespace Slipway.Registry.Metadata;

/// <summary>An organization as the writer sees it.</summary>
internal sealed record OrganizationRow(long Id, long UsedBytes, int Repositories);
