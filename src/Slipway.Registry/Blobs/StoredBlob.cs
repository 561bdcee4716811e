using Slipway.Oci;

namespace Slipway.Registry.Blobs;

/// <summary>A blob as a store lists it.</summary>
/// <param name="PublishedAt">When it was last published, by the store's clock.</param>
public sealed record StoredBlob(Digest Digest, long Length, DateTimeOffset PublishedAt);
