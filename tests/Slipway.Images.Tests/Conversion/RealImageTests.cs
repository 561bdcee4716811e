using Slipway.Images.Conversion;
using Slipway.Oci;
using Slipway.Oci.Manifests;

namespace Slipway.Images.Tests.Conversion;

/// <summary>Whole images of real tools, compared with what umoci unpacks in every attribute of every file.</summary>
public sealed class RealImageTests
{
    [Theory]
    [InlineData("debian", LayerFormat.Ext4)]
    [InlineData("layers", LayerFormat.Ext4)]
    [InlineData("user", LayerFormat.Ext4)]
    [InlineData("nginx", LayerFormat.Ext4)]
    [InlineData("nginx", LayerFormat.Erofs)]
    [InlineData("nginx", LayerFormat.ErofsLz4)]
    public async Task Convert_RealImage_GivesTheTreeUmociGives(string name, LayerFormat format)
    {
        Judges.Require();
        string layout = TestImages.Require(name);
        using var directory = new TemporaryDirectory();
        await Converting.ToFileAsync(directory["image"], Layers(layout), format: format);

        SortedDictionary<string, string> expected = await Judges.UmociAsync(layout);
        SortedDictionary<string, string> actual = await Judges.KernelAsync(directory["image"]);
        TreeListing.AssertEqual(expected, actual, _ => false);
    }

    private static List<LayerInput> Layers(string layout)
    {
        string BlobPath(Digest digest) => Path.Combine(layout, "blobs", digest.Algorithm, digest.Hex);
        var index = (ManifestDocument.Index)ManifestDocument.Parse(File.ReadAllBytes(Path.Combine(layout, "index.json")), MediaType.OciIndex, layout);
        Descriptor latest = index.Content.Manifests.Last(m => m.Annotations?["org.opencontainers.image.ref.name"] == "latest");
        var manifest = (ManifestDocument.Manifest)ManifestDocument.Parse(File.ReadAllBytes(BlobPath(latest.Digest)), latest.MediaType, layout);
        ImageConfig config = ImageConfig.Parse(File.ReadAllBytes(BlobPath(manifest.Content.Config.Digest)), layout);
        return [.. manifest.Content.Layers.Zip(config.RootFs.DiffIds, (layer, diffId) => new LayerInput(
            layer.Digest.ToString(), layer.Size, diffId, _ => Task.FromResult<Stream>(File.OpenRead(BlobPath(layer.Digest)))))];
    }
}
