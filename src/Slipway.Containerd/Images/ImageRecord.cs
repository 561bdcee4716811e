using Slipway.Oci;

namespace Slipway.Containerd.Images;

/// <summary>A name for a manifest. While it exists, the manifest and all that its labels lead to are not collected.</summary>
/// <param name="Name">The image as people name it: <c>docker.io/library/alpine:latest</c>.</param>
/// <param name="MediaType">What <paramref name="Digest"/> is: a manifest or an index.</param>
/// <param name="Digest">The digest of its bytes.</param>
/// <param name="SizeBytes">Their number.</param>
public sealed record ImageRecord(string Name, string MediaType, Digest Digest, long SizeBytes);
