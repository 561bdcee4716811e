using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Daemon.Tests.Clients;

/// <summary>Writes OCI layouts (image-spec 1.1) that are like no other: one uncompressed layer with a file of random bytes.</summary>
internal static class SampleImage
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string IndexType = "application/vnd.oci.image.index.v1+json";
    private const int FileBytes = 100_000;

    /// <summary>One image.</summary>
    public static void Write(string layout) => WriteIndex(layout, $"[{AddManifest(layout, "amd64", AddLayer(layout))}]");

    /// <summary>An index of an image for amd64 and one for arm64, with the same layer.</summary>
    public static void WriteTwoPlatforms(string layout)
    {
        var layer = AddLayer(layout);
        var images = string.Join(',', ((string[])["amd64", "arm64"]).Select(architecture => AddManifest(layout, architecture, layer)));
        var index = Add(layout, IndexType, $$"""{"schemaVersion":2,"mediaType":"{{IndexType}}","manifests":[{{images}}]}""") + "}";
        WriteIndex(layout, $"[{index}]");
    }

    private static void WriteIndex(string layout, string manifests)
    {
        File.WriteAllText(Path.Combine(layout, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        File.WriteAllText(Path.Combine(layout, "index.json"), $$"""{"schemaVersion":2,"manifests":{{manifests}}}""");
    }

    private static string AddManifest(string layout, string architecture, (string Digest, string Descriptor) layer)
    {
        var config = Add(
            layout, "application/vnd.oci.image.config.v1+json",
            $$$"""{"architecture":"{{{architecture}}}","os":"linux","config":{"Cmd":["/data"]},"rootfs":{"type":"layers","diff_ids":["{{{layer.Digest}}}"]}}""") + "}";
        var manifest = $$"""{"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{{config}},"layers":[{{layer.Descriptor}}]}""";
        return Add(layout, ManifestType, manifest) + $$$""","platform":{"os":"linux","architecture":"{{{architecture}}}"}}""";
    }

    private static (string Digest, string Descriptor) AddLayer(string layout)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            using var content = new MemoryStream(RandomNumberGenerator.GetBytes(FileBytes));
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "data") { DataStream = content });
        }

        var layer = tar.ToArray();
        return (DigestOf(layer), Add(layout, "application/vnd.oci.image.layer.v1.tar", layer) + "}");
    }

    /// <summary>Adds a blob; its descriptor, left open for more members.</summary>
    private static string Add(string layout, string mediaType, string content) => Add(layout, mediaType, Encoding.UTF8.GetBytes(content));

    private static string Add(string layout, string mediaType, byte[] content)
    {
        var digest = DigestOf(content);
        var blobs = Directory.CreateDirectory(Path.Combine(layout, "blobs/sha256"));
        File.WriteAllBytes(Path.Combine(blobs.FullName, digest["sha256:".Length..]), content);
        return $$"""{"mediaType":"{{mediaType}}","digest":"{{digest}}","size":{{content.Length}}""";
    }

    private static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
