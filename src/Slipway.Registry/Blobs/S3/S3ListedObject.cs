namespace Slipway.Registry.Blobs.S3;

/// <summary>An object as a bucket lists it.</summary>
internal sealed record S3ListedObject(string Key, long Length, DateTimeOffset ChangedAt);
