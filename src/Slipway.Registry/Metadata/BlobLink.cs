namespace Slipway.Registry.Metadata;

/// <summary>That a repository has a blob.</summary>
/// <param name="Length">Bytes of the blob.</param>
/// <param name="UnusedSince">Since when no manifest of the repository names it, in Unix milliseconds; null while one does.</param>
internal sealed record BlobLink(long Length, long? UnusedSince);
