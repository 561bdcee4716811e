using System.Text;
using System.Text.Json;
using Slipway.Oci;
using Slipway.Registry.Distribution;
using Slipway.Registry.Errors;
using Slipway.Registry.Metadata;

namespace Slipway.Registry.Tests.Distribution;

public sealed class PushedManifestTests
{
    private const int MaxDescriptors = 100;

    private static readonly Digest s_config = Digest.Of("{}"u8);
    private static readonly Digest s_layer = Digest.Of("layer"u8);

    private static string Config => Documents.Descriptor("application/vnd.oci.empty.v1+json", s_config, 2);

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData(TestClient.OciManifest)]
    public void Read_NoMediaType_IsDecidedByTheMembers(string? sentAs)
    {
        var manifest = Read($$"""{"schemaVersion":2,"config":{{Config}}}""", sentAs);

        Assert.Equal(TestClient.OciManifest, manifest.Manifest.MediaType);
        Assert.Equal([s_config], manifest.Blobs);
        Assert.Null(manifest.Referrer);
    }

    [Fact]
    public void Read_LayerOfAnyType_IsABlobOfIt()
    {
        var layers = Documents.Descriptor("text/plain", s_layer, 5) + "," + Documents.Descriptor("text/plain", s_layer, 5);

        var blobs = Read(Documents.Image(s_config, 2, layers: layers)).Blobs;

        Assert.Equal(2, blobs.Count);
        Assert.Contains(s_config, blobs);
        Assert.Contains(s_layer, blobs);
    }

    [Fact]
    public void Read_IndexOfManifestsAndBlobs_TellsThemApart()
    {
        var index = Documents.Index(
            Documents.Descriptor(TestClient.OciManifest, s_config, 2), Documents.Descriptor("application/vnd.buildkit.cacheconfig.v0", s_layer, 5));

        var manifest = Read(index, TestClient.OciIndex);

        Assert.Equal([s_config], manifest.Manifests);
        Assert.Equal([s_layer], manifest.Blobs);
        Assert.True(manifest.RequiredManifests);
    }

    [Theory]
    [InlineData(""","artifactType":"application/sbom" """, "application/sbom")]
    [InlineData("", "application/vnd.oci.image.config.v1+json")]
    public void Read_SubjectOfAnImage_IsDescribed(string more, string artifactType)
    {
        var subject = $$""","subject":{{Documents.Descriptor(TestClient.OciManifest, s_layer, 7)}},"annotations":{"a":"é\"<"}""";
        var json = Documents.Image(s_config, 2, subject + more);

        var referrer = Read(json).Referrer!;

        Assert.Equal(s_layer, referrer.Subject);
        Assert.Equal(artifactType, referrer.ArtifactType);
        var entry = JsonDocument.Parse(referrer.DescriptorJson).RootElement;
        Assert.Equal(TestClient.OciManifest, entry.GetProperty("mediaType").GetString());
        Assert.Equal(Digest.Of(Encoding.UTF8.GetBytes(json)).ToString(), entry.GetProperty("digest").GetString());
        Assert.Equal(Encoding.UTF8.GetByteCount(json), entry.GetProperty("size").GetInt64());
        Assert.Equal(artifactType, entry.GetProperty("artifactType").GetString());
        Assert.Equal("é\"<", entry.GetProperty("annotations").GetProperty("a").GetString());
    }

    [Fact]
    public void Read_SubjectOfAnIndex_HasOnlyItsOwnArtifactType()
    {
        var json = $$"""{"schemaVersion":2,"manifests":[],"subject":{{Documents.Descriptor(TestClient.OciManifest, s_layer, 7)}}}""";

        Assert.Null(Read(json, TestClient.OciIndex).Referrer!.ArtifactType);
    }

    public static TheoryData<string, string?> Broken() => new()
    {
        { "", null },
        { "null", null },
        { "[]", null },
        { "{", null },
        { """{"schemaVersion":2}""", null },
        { $$"""{"schemaVersion":1,"config":{{Config}}}""", null },
        { $$"""{"config":{{Config}}}""", null },
        { $$"""{"schemaVersion":2,"config":{{Config}},"manifests":[]}""", null },
        { """{"schemaVersion":2,"layers":[],"manifests":[]}""", null },
        { """{"schemaVersion":2,"manifests":[],"Layers":[]}""", null },
        { """{"schemaVersion":2,"manifests":[],"manifests":[]}""", null },
        { $$"""{"schemaVersion":2,"fsLayers":[],"config":{{Config}}}""", null },
        { """{"schemaVersion":2,"config":{"mediaType":"a","size":1}}""", null },
        { """{"schemaVersion":2,"config":{"mediaType":"a","size":1,"digest":"sha256:../../etc/passwd"}}""", null },
        { $$"""{"schemaVersion":2,"config":{{Documents.Descriptor("a", s_config, -1)}}}""", null },
        { $$"""{"schemaVersion":2,"config":{{Documents.Descriptor("", s_config, 1)}}}""", null },
        { $$"""{"schemaVersion":2,"config":{{Config}},"layers":[null]}""", null },
        { $$"""{"schemaVersion":2,"config":{{Config}},"annotations":{"a":1} }""", null },
        { $$"""{"schemaVersion":2,"config":{{Config}},"annotations":{"a":null} }""", null },
        { $$"""{"schemaVersion":2,"config":{{Config}},"mediaType":"text/html"}""", null },
        { $$"""{"schemaVersion":2,"config":{{Config}},"mediaType":"{{TestClient.OciIndex}}"}""", null },
        { Documents.Image(s_config, 2), TestClient.OciIndex },
        { Documents.Image(s_config, 2), "application/vnd.docker.distribution.manifest.v2+json" },
        { Documents.Image(s_config, 2), "text/html" },
        { Documents.Index(), TestClient.OciManifest },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_Broken_IsManifestInvalid(string json, string? sentAs)
    {
        var error = Assert.Throws<RegistryException>(() => Read(json, sentAs));

        Assert.Equal(RegistryErrorCode.ManifestInvalid, error.Error.Code);
    }

    [Theory]
    [InlineData(Digest.Sha256, Digest.Sha256, Digest.Sha256)]
    [InlineData(Digest.Sha512, Digest.Sha512, Digest.Sha512)]
    [InlineData(Digest.Sha512, Digest.Sha256, Digest.Sha256)]
    public void Read_DigestIsNotSaid_IsOfTheContentsAlgorithm(string config, string layer, string expected)
    {
        var json = Documents.Image(Digest.Of(config, "{}"u8), 2, layers: Documents.Descriptor("text/plain", Digest.Of(layer, "layer"u8), 5));

        Assert.Equal(Digest.Of(expected, Encoding.UTF8.GetBytes(json)), Read(json).Manifest.Digest);
    }

    [Fact]
    public void Read_TooManyDescriptors_IsRefused()
    {
        var entries = Enumerable.Repeat(Documents.Descriptor(TestClient.OciManifest, s_layer, 5), MaxDescriptors + 1).ToArray();

        Assert.Empty(Read(Documents.Index(entries[..MaxDescriptors]), TestClient.OciIndex).Blobs);
        Assert.Equal(RegistryErrorCode.ManifestInvalid, Assert.Throws<RegistryException>(() => Read(Documents.Index(entries), TestClient.OciIndex)).Error.Code);
    }

    [Fact]
    public void Read_DamagedBytes_NeverFailsOtherwise()
    {
        var random = new Random(1);
        var whole = Encoding.UTF8.GetBytes(Documents.Image(s_config, 2, Documents.Subject(s_layer) + ""","annotations":{"a":"b"},"x":"y" """));
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = random.Next(4) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (var change = random.Next(4); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                PushedManifest.Read(bytes, null, null, MaxDescriptors);
            }
            catch (RegistryException e)
            {
                Assert.Equal(RegistryErrorCode.ManifestInvalid, e.Error.Code);
            }
        }
    }

    private static NewManifest Read(string json, string? sentAs = null)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return PushedManifest.Read(bytes, null, sentAs, MaxDescriptors);
    }
}
