using Slipway.Oci;

namespace Slipway.Registry.Metadata;

/// <summary>One entry of a referrers list.</summary>
public sealed record Referrer(Digest Digest, ReadOnlyMemory<byte> DescriptorJson);
