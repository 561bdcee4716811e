using System.Security.Cryptography;
using System.Text;

namespace Slipway.Oci;

/// <summary>Names layers applied one above the other (OCI image-spec 1.1, config.md "Layer ChainID"): the lowest's diff id, then the SHA-256 of chain id, space, diff id.</summary>
public static class ChainId
{
    /// <summary>The chain id of all of them.</summary>
    /// <param name="diffIds">From the lowest to the topmost; at least one.</param>
    public static Digest Of(IEnumerable<Digest> diffIds) => diffIds.Aggregate(Append);

    /// <summary>The chain id up to and with each layer, from the lowest; none for no layers.</summary>
    public static IReadOnlyList<Digest> Each(IReadOnlyList<Digest> diffIds)
    {
        ArgumentNullException.ThrowIfNull(diffIds);
        var chain = new Digest[diffIds.Count];
        for (var i = 0; i < chain.Length; i++)
            chain[i] = i == 0 ? diffIds[0] : Append(chain[i - 1], diffIds[i]);
        return chain;
    }

    private static Digest Append(Digest chain, Digest diffId) =>
        Digest.FromHash(Digest.Sha256, SHA256.HashData(Encoding.ASCII.GetBytes($"{chain} {diffId}")));
}
