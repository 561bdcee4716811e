using Slipway.Oci;

namespace Slipway.Containerd.Content;

/// <summary>A blob that containerd has whole.</summary>
/// <param name="Digest">The digest of its bytes.</param>
/// <param name="SizeBytes">Their number.</param>
/// <param name="Labels">Free text by key; some of it holds other things, see <see cref="GcLabels"/>.</param>
public sealed record BlobInfo(Digest Digest, long SizeBytes, IReadOnlyDictionary<string, string> Labels);
