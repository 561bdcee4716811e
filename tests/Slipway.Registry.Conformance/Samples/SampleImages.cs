using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Samples;

/// <summary>Images: a config, layers and a manifest that names them. Layers are random bytes, for a registry never looks into them.</summary>
internal static class SampleImages
{
    /// <summary>An image of two gzip layers; no two are equal.</summary>
    public static Sample Image(string algorithm = Digest.Sha256, string more = "", Digest? subject = null) =>
        Of(MediaTypes.Manifest, MediaTypes.Config, MediaTypes.LayerGzip, algorithm, more, subject);

    /// <summary>An image of plain tar layers.</summary>
    public static Sample Uncompressed() => Of(MediaTypes.Manifest, MediaTypes.Config, MediaTypes.Layer, Digest.Sha256);

    /// <summary>An image of zstd layers.</summary>
    public static Sample Zstd() => Of(MediaTypes.Manifest, MediaTypes.Config, MediaTypes.LayerZstd, Digest.Sha256);

    /// <summary>An image as the Docker engine pushes it.</summary>
    public static Sample Docker() => Of(MediaTypes.DockerManifest, MediaTypes.DockerConfig, MediaTypes.DockerLayer, Digest.Sha256);

    /// <summary>A manifest of about 3.9 MB: a registry has to take 4 MiB ("Pushing Manifests").</summary>
    public static Sample Large()
    {
        var annotations = Enumerable.Range(0, 390).Select(i => $"\"org.example.{i}\":\"{new string((char)('a' + i % 26), 10_000)}\"");
        return Image(more: Json.Member("annotations", $"{{{string.Join(',', annotations)}}}"));
    }

    /// <summary>An image without layers.</summary>
    public static Sample WithoutLayers()
    {
        var config = Config();
        var manifest = Json.Manifest(MediaTypes.Manifest, Json.Descriptor(MediaTypes.Config, config), []);
        return new Sample { Blobs = [config], Top = new SampleDocument(MediaTypes.Manifest, manifest) };
    }

    /// <summary>An image whose only layer has no bytes.</summary>
    public static Sample WithEmptyLayer()
    {
        var config = Config();
        var manifest = Json.Manifest(MediaTypes.Manifest, Json.Descriptor(MediaTypes.Config, config), [Json.Descriptor(MediaTypes.Layer, [])]);
        return new Sample { Blobs = [config, []], Top = new SampleDocument(MediaTypes.Manifest, manifest) };
    }

    /// <summary>An image with members that no specification knows, and spaces that a re-serialisation would lose.</summary>
    public static Sample WithUnknownMembers() =>
        Image(more: Json.Member("org.example.unknown", "{ \"a\" : [1, 2.50, null],\n\t\"b\" : \"\\u00e9\" }"));

    /// <summary>An image that carries a layer's bytes in its descriptor (image-spec 1.1, descriptor.md "Embedded Content").</summary>
    public static Sample WithData()
    {
        var config = Config();
        var layer = RandomNumberGenerator.GetBytes(32);
        var data = Json.Member("data", $"\"{Convert.ToBase64String(layer)}\"");
        var manifest = Json.Manifest(
            MediaTypes.Manifest, Json.Descriptor(MediaTypes.Config, config), [Json.Descriptor(MediaTypes.LayerGzip, layer, more: data)]);
        return new Sample { Blobs = [config, layer], Top = new SampleDocument(MediaTypes.Manifest, manifest) };
    }

    /// <summary>An image with a layer that is fetched from elsewhere and was never pushed (image-spec 1.1, layer.md "Non-Distributable Layers").</summary>
    public static Sample NonDistributable() => Foreign(MediaTypes.Manifest, MediaTypes.Config, MediaTypes.NonDistributableLayer);

    /// <summary>The same as Windows base images of Docker have it.</summary>
    public static Sample DockerForeign() => Foreign(MediaTypes.DockerManifest, MediaTypes.DockerConfig, MediaTypes.DockerForeignLayer);

    private static Sample Foreign(string manifestType, string configType, string layerType)
    {
        var config = Config();
        var urls = Json.Member("urls", "[\"https://layers.example.org/base\"]");
        var layer = Json.Descriptor(layerType, RandomNumberGenerator.GetBytes(64), more: urls);
        var manifest = Json.Manifest(manifestType, Json.Descriptor(configType, config), [layer]);
        return new Sample { Blobs = [config], Top = new SampleDocument(manifestType, manifest), Needs = [Feature.NonDistributableLayers] };
    }

    private static Sample Of(string manifestType, string configType, string layerType, string algorithm, string more = "", Digest? subject = null)
    {
        byte[][] blobs = [Config(), RandomNumberGenerator.GetBytes(700), RandomNumberGenerator.GetBytes(900)];
        var layers = blobs[1..].Select(layer => Json.Descriptor(layerType, layer, algorithm));
        var manifest = Json.Manifest(manifestType, Json.Descriptor(configType, blobs[0], algorithm), layers, more);
        return new Sample
        {
            Blobs = blobs,
            Top = new SampleDocument(manifestType, manifest, algorithm, subject),
            Needs = algorithm == Digest.Sha512 ? [Feature.Sha512] : [],
        };
    }

    // Each with another author, so that no two images share a digest.
    private static byte[] Config() => Encoding.UTF8.GetBytes(
        $$$"""{"architecture":"amd64","os":"linux","author":"{{{Guid.NewGuid()}}}","rootfs":{"type":"layers","diff_ids":[]}}""");
}
