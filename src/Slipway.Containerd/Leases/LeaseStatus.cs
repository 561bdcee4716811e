namespace Slipway.Containerd.Leases;

/// <summary>A lease as containerd lists it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Labels">Free text by key.</param>
/// <param name="ExpiresAt">From when on it holds nothing any more; null: never.</param>
public sealed record LeaseStatus(string Id, IReadOnlyDictionary<string, string> Labels, DateTimeOffset? ExpiresAt);
