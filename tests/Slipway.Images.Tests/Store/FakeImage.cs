using System.Formats.Tar;
using System.Text;
using Slipway.Oci;
using Slipway.Oci.Manifests;
using Slipway.Oci.Sources;

namespace Slipway.Images.Tests.Store;

/// <summary>A small image in memory: each layer an uncompressed tar with one file of noise, the same for the same seed.</summary>
internal sealed class FakeImage
{
    public static readonly Oci.Platform Amd64 = Oci.Platform.Parse("linux/amd64");

    private FakeImage(ResolvedImage resolved, IReadOnlyDictionary<Digest, byte[]> layers)
    {
        Resolved = resolved;
        Layers = layers;
    }

    public ResolvedImage Resolved { get; }

    public IReadOnlyDictionary<Digest, byte[]> Layers { get; }

    public IReadOnlyList<Descriptor> LayerList => Resolved.Manifest.Content.Layers;

    public static FakeImage Create(int seed, int layers = 3, int layerBytes = 600_000)
    {
        var blobs = Enumerable.Range(0, layers).Select(i => LayerOf((seed * 100) + i, layerBytes)).ToList();
        return Of(blobs, $"seed {seed}");
    }

    /// <param name="claimed">The diff ids of the configuration; null for those of the layers.</param>
    public static FakeImage Of(IReadOnlyList<byte[]> blobs, string comment, IReadOnlyList<Digest>? claimed = null)
    {
        var diffIds = string.Join(",", (claimed ?? [.. blobs.Select(blob => Digest.Of(blob))]).Select(diffId => $"\"{diffId}\""));
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"amd64","os":"linux","author":"{{{comment}}}","config":{"Cmd":["/bin/sh"]},"rootfs":{"type":"layers","diff_ids":[{{{diffIds}}}]}}""");
        var descriptors = string.Join(",", blobs.Select(blob => DescriptorOf(MediaType.OciLayer, blob)));
        var manifest = Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"mediaType":"{{{MediaType.OciManifest}}}","config":{{{DescriptorOf(MediaType.OciConfig, config)}}},"layers":[{{{descriptors}}}]}""");
        var document = (ManifestDocument.Manifest)ManifestDocument.Parse(manifest, null, "fake");
        var resolved = new ResolvedImage(Digest.Of(manifest), document, config, ImageConfig.Parse(config, "fake"), Amd64);
        return new FakeImage(resolved, blobs.DistinctBy(blob => Digest.Of(blob)).ToDictionary(blob => Digest.Of(blob)));
    }

    public static byte[] LayerOf(int seed, int bytes)
    {
        var content = new byte[bytes];
#pragma warning disable CA5394 // Noise that is the same for the same seed is what is wanted.
        new Random(seed).NextBytes(content);
#pragma warning restore CA5394
        using var tar = new MemoryStream();
        // Not PAX, of which the runtime writes the process id into the archive.
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"file-{seed}") { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch });
        return tar.ToArray();
    }

    private static string DescriptorOf(string type, byte[] bytes) =>
        $$"""{"mediaType":"{{type}}","digest":"{{Digest.Of(bytes)}}","size":{{bytes.Length}}}""";
}
