namespace Slipway.Registry.Uploads;

/// <summary>What expiry removed.</summary>
public readonly record struct ExpiredUploads(int Count, long Bytes);
