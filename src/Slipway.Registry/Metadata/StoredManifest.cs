using Slipway.Oci;

namespace Slipway.Registry.Metadata;

/// <summary>A manifest or index exactly as it was pushed.</summary>
/// <param name="Digest">Of the bytes, with the algorithm it was pushed by.</param>
/// <param name="MediaType">As pushed, without parameters.</param>
public sealed record StoredManifest(Digest Digest, string MediaType, ReadOnlyMemory<byte> Bytes);
