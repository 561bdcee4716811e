namespace Slipway.Oci.Copies;

/// <summary>A manifest or index to be copied byte for byte.</summary>
internal sealed record PlannedManifest(Digest Digest, string MediaType, ReadOnlyMemory<byte> Bytes);
