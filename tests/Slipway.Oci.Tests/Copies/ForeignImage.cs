using System.Text;
using Slipway.Oci.Manifests;
using Slipway.Oci.Tests.Sources;

namespace Slipway.Oci.Tests.Copies;

/// <summary>An image whose layer may not be passed on and lies at an address only.</summary>
internal static class ForeignImage
{
    public const string LayerType = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip";

    /// <summary>Writes its layout, with or without the layer; returns its manifest and the layer's digest.</summary>
    public static (byte[] Manifest, Digest Layer) WriteLayout(string directory, bool withLayer = false)
    {
        var image = TestImage.Of();
        var layer = image.Layer().Digest;
        var manifest = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(image.TopBytes)
            .Replace($"\"{MediaType.OciLayerGzip}\"", $"\"{LayerType}\",\"urls\":[\"https://layers.example.com/1\"]", StringComparison.Ordinal));
        var top = new Descriptor { MediaType = image.Top.MediaType, Digest = Digest.Of(manifest), Size = manifest.Length };
        new TestImage { Top = top, Blobs = new Dictionary<Digest, byte[]>(image.Blobs) { [top.Digest] = manifest } }.WriteLayout(directory);
        if (!withLayer)
            File.Delete(Path.Combine(directory, "blobs/sha256", layer.Hex));
        return (manifest, layer);
    }
}
