using Slipway.Images.Conversion;
using Slipway.Oci;

namespace Slipway.Images.Layers;

/// <summary>
/// Names one converted filesystem, and says what its superblock must carry: a layer in overlayfs's form by its diff id, or the lowest layers of an image,
/// merged, by their chain id (OCI image-spec 1.1, config.md "Layer ChainID"); all of them, as a machine's whole root is made from, by the same.
/// <code>
/// sha256-0123….v1.ext4            a layer
/// sha256-0123….v1-erofs.erofs     the same in another format, see <see cref="WriterVersion"/>
/// chain-sha256-0123….v1.ext4      layers merged
/// root-sha256-0123….v1.ext4       all layers in a filesystem that can be enlarged, always ext4
/// </code>
/// </summary>
/// <param name="FileName">Without a directory and without its extension.</param>
/// <param name="Identity">The filesystem's UUID.</param>
internal sealed record LayerKey(string FileName, Guid Identity)
{
    private const string ChainPrefix = "chain-";
    private const string RootPrefix = "root-";
    private const string Empty = "empty";

    /// <summary>The key of a layer.</summary>
    /// <param name="version">What writes it.</param>
    public static LayerKey OfLayer(Digest diffId, WriterVersion version) => new(NameOf("", diffId, version), ImageIdentity.OfLayer(diffId));

    /// <summary>The key of merged layers.</summary>
    /// <param name="diffIds">From the lowest; none at all gives an empty filesystem.</param>
    /// <param name="version">What writes it.</param>
    public static LayerKey OfChain(IReadOnlyList<Digest> diffIds, WriterVersion version) =>
        new(diffIds.Count == 0 ? Empty + Suffix(version) : NameOf(ChainPrefix, ChainId.Of(diffIds), version), ImageIdentity.Of(diffIds));

    /// <summary>The file names of all keys that <see cref="OfChain"/> has for the lowest of some layers, however many of them are merged.</summary>
    public static IEnumerable<string> NamesOfChains(IReadOnlyList<Digest> diffIds, WriterVersion version) =>
        ChainId.Each(diffIds).Select(chain => NameOf(ChainPrefix, chain, version)).Prepend(Empty + Suffix(version));

    /// <summary>The key of the whole root of an image.</summary>
    /// <param name="diffIds">From the lowest; none at all gives an empty filesystem.</param>
    /// <param name="version">What writes it: of ext4.</param>
    public static LayerKey OfRoot(IReadOnlyList<Digest> diffIds, WriterVersion version) =>
        new(diffIds.Count == 0 ? RootPrefix + Empty + Suffix(version) : NameOf(RootPrefix, ChainId.Of(diffIds), version), ImageIdentity.OfRoot(diffIds));

    private static string NameOf(string prefix, Digest digest, WriterVersion version) => $"{prefix}{digest.Algorithm}-{digest.Hex}{Suffix(version)}";

    private static string Suffix(WriterVersion version) => $".{version}";
}
