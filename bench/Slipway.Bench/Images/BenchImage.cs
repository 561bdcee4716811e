using Slipway.Oci;
using Slipway.Oci.Sources;

namespace Slipway.Bench.Images;

/// <summary>An image that tests/images/build made, as a layout directory.</summary>
/// <param name="Digest">The manifest's.</param>
/// <param name="Directory">The layout.</param>
/// <param name="Layers">The files of its layers, from the lowest.</param>
internal sealed record BenchImage(Digest Digest, string Directory, IReadOnlyList<string> Layers)
{
    public static async Task<BenchImage> OpenAsync(string root, string name, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(root, "artifacts/test-images", name);
        await using var source = ImageSources.Open("oci:" + directory, ImageSourceOptions.Default);
        var image = await source.ResolveAsync(Platform.Current, cancellationToken);
        return new BenchImage(image.Digest, directory, [.. image.Manifest.Content.Layers.Select(layer => Path.Combine(directory, "blobs", layer.Digest.Algorithm, layer.Digest.Hex))]);
    }

    public override string ToString() => $"{Layers.Count} layers of {Layers.Sum(layer => new FileInfo(layer).Length) >> 20} MiB";
}
