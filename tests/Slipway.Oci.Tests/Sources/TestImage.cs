using System.IO.Compression;
using System.Text;
using Slipway.Oci.Manifests;
using Slipway.Oci.Tests.Tar;

namespace Slipway.Oci.Tests.Sources;

/// <summary>A small image, or an index of several, with all its blobs.</summary>
internal sealed class TestImage
{
    public required Descriptor Top { get; init; }

    public required Dictionary<Digest, byte[]> Blobs { get; init; }

    public byte[] TopBytes => Blobs[Top.Digest];

    /// <summary>An image whose only file says what it was built for.</summary>
    public static TestImage Of(string platform = "linux/amd64", int layerBytes = 100, int layers = 1)
    {
        var parts = platform.Split('/');
        var blobs = new Dictionary<Digest, byte[]>();
        var (diffIds, descriptors) = (new List<string>(), new List<string>());
        for (var i = 0; i < layers; i++)
        {
            var content = new byte[layerBytes];
            new Random(i).NextBytes(content);
            var tar = new RawTar().Entry($"file{i}", '0', content).Entry("platform", content: platform).End().ToArray();
            diffIds.Add($"\"{Digest.Of(tar)}\"");
            descriptors.Add(Json(MediaType.OciLayerGzip, Put(blobs, Gzip(tar)), blobs));
        }

        var config = Encoding.UTF8.GetBytes(
            $$$$"""{"architecture":"{{{{parts[1]}}}}","os":"{{{{parts[0]}}}}","config":{"Cmd":["/bin/true"]},"rootfs":{"type":"layers","diff_ids":[{{{{string.Join(',', diffIds)}}}}]}}""");
        var manifest = Encoding.UTF8.GetBytes(
            $$$$"""{"schemaVersion":2,"mediaType":"{{{{MediaType.OciManifest}}}}","config":{{{{Json(MediaType.OciConfig, Put(blobs, config), blobs)}}}},"layers":[{{{{string.Join(',', descriptors)}}}}]}""");
        var top = new Descriptor { MediaType = MediaType.OciManifest, Digest = Put(blobs, manifest), Size = manifest.Length, Platform = Platform.Parse(platform) };
        return new TestImage { Top = top, Blobs = blobs };
    }

    /// <summary>An index of images, one of which may be an index again.</summary>
    public static TestImage IndexOf(params TestImage[] images)
    {
        var blobs = images.SelectMany(image => image.Blobs).DistinctBy(pair => pair.Key).ToDictionary();
        var entries = images.Select(image => image.Top.Platform is { } p
            ? Json(image.Top.MediaType, image.Top.Digest, blobs)[..^1] + $$$$""","platform":{"os":"{{{{p.Os}}}}","architecture":"{{{{p.Architecture}}}}"}}"""
            : Json(image.Top.MediaType, image.Top.Digest, blobs));
        var index = Encoding.UTF8.GetBytes($$$$"""{"schemaVersion":2,"mediaType":"{{{{MediaType.OciIndex}}}}","manifests":[{{{{string.Join(',', entries)}}}}]}""");
        return new TestImage { Top = new Descriptor { MediaType = MediaType.OciIndex, Digest = Put(blobs, index), Size = index.Length }, Blobs = blobs };
    }

    public Descriptor Layer(int index = 0) =>
        ((ManifestDocument.Manifest)ManifestDocument.Parse(TopBytes, Top.MediaType, "test")).Content.Layers[index];

    /// <summary>Writes an OCI image layout holding this image under each of the names, or under none.</summary>
    public void WriteLayout(string directory, params string[] names)
    {
        Directory.CreateDirectory(Path.Combine(directory, "blobs/sha256"));
        foreach (var (digest, bytes) in Blobs)
            File.WriteAllBytes(Path.Combine(directory, "blobs/sha256", digest.Hex), bytes);
        File.WriteAllText(Path.Combine(directory, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
        var entry = Json(Top.MediaType, Top.Digest, Blobs);
        var entries = names.Length == 0 ? entry : string.Join(',', names.Select(name => entry[..^1] + $$$$""","annotations":{"org.opencontainers.image.ref.name":"{{{{name}}}}"}}"""));
        File.WriteAllText(Path.Combine(directory, "index.json"), $$$$"""{"schemaVersion":2,"manifests":[{{{{entries}}}}]}""");
    }

    private static string Json(string mediaType, Digest digest, Dictionary<Digest, byte[]> blobs) =>
        $$$$"""{"mediaType":"{{{{mediaType}}}}","digest":"{{{{digest}}}}","size":{{{{blobs[digest].Length}}}}}""";

    private static Digest Put(Dictionary<Digest, byte[]> blobs, byte[] bytes)
    {
        blobs[Digest.Of(bytes)] = bytes;
        return Digest.Of(bytes);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return target.ToArray();
    }
}
