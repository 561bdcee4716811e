using Slipway.Oci;

namespace Slipway.Registry.Conformance.Samples;

/// <summary>A manifest or index as it is pushed.</summary>
/// <param name="MediaType">Its Content-Type.</param>
/// <param name="Bytes">Exactly what is pushed and has to come back.</param>
/// <param name="Algorithm">The algorithm of the digest it is known by.</param>
/// <param name="Subject">What its <c>subject</c> names; null when it has none.</param>
public sealed record SampleDocument(string MediaType, byte[] Bytes, string Algorithm = Digest.Sha256, Digest? Subject = null)
{
    public Digest Digest { get; } = Digest.Of(Algorithm, Bytes);
}
