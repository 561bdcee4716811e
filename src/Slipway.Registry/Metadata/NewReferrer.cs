using Slipway.Oci;

namespace Slipway.Registry.Metadata;

/// <summary>That a manifest refers to another one (image-spec 1.1, "subject"), which need not exist.</summary>
/// <param name="ArtifactType">What a filter compares; null when the manifest has none.</param>
/// <param name="DescriptorJson">The entry of the referrers list: a descriptor in JSON with artifact type and annotations.</param>
public sealed record NewReferrer(Digest Subject, string? ArtifactType, ReadOnlyMemory<byte> DescriptorJson);
