using Slipway.Oci.Manifests;

namespace Slipway.Oci.Sources;

/// <summary>The image that a source has for one platform.</summary>
/// <param name="Digest">The digest of <paramref name="Manifest"/>'s bytes: the image's identity.</param>
/// <param name="Manifest">The manifest, bytes and view.</param>
/// <param name="ConfigBytes">The configuration as it came; its digest is the image id.</param>
/// <param name="Config">A view of the configuration.</param>
/// <param name="Platform">What the image was built for.</param>
public sealed record ResolvedImage(Digest Digest, ManifestDocument.Manifest Manifest, ReadOnlyMemory<byte> ConfigBytes, ImageConfig Config, Platform Platform);
