using System.Text;
using Slipway.Oci.Manifests;
using Slipway.Oci.Tests.Sources;

namespace Slipway.Oci.Tests.Pushes;

/// <summary>A layout in which an image's layer goes by its SHA-512.</summary>
internal static class Sha512Layout
{
    public static void Write(string directory, TestImage image)
    {
        var layer = image.Layer();
        var bytes = image.Blobs[layer.Digest];
        var digest = Digest.Of(Digest.Sha512, bytes);
        var manifest = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(image.TopBytes).Replace(layer.Digest.ToString(), digest.ToString(), StringComparison.Ordinal));
        var top = new Descriptor { MediaType = image.Top.MediaType, Digest = Digest.Of(manifest), Size = manifest.Length };
        new TestImage { Top = top, Blobs = new Dictionary<Digest, byte[]>(image.Blobs) { [top.Digest] = manifest } }.WriteLayout(directory);
        Directory.CreateDirectory(Path.Combine(directory, "blobs/sha512"));
        File.WriteAllBytes(Path.Combine(directory, "blobs/sha512", digest.Hex), bytes);
        File.Delete(Path.Combine(directory, "blobs/sha256", layer.Digest.Hex));
    }
}
