using System.Text;
using CsCheck;
using Slipway.Oci.Manifests;

namespace Slipway.Oci.Tests.Manifests;

public sealed class ManifestDocumentTests
{
    private const string D = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Config = $$"""{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{D}}","size":2}""";
    private const string Layer = $$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{D}}","size":3}""";
    private const string Entry = $$"""{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{D}}","size":3,"platform":{"os":"linux","architecture":"arm64","variant":"v8"} }""";
    private const string Manifest = $$"""{"schemaVersion":2,"config":{{Config}},"layers":[{{Layer}}]}""";
    private const string Index = $$"""{"schemaVersion":2,"manifests":[{{Entry}}]}""";

    [Fact]
    public void Parse_Manifest_ReadsPartsAndKeepsBytes()
    {
        var json = $$"""{"schemaVersion":2,"mediaType":"{{MediaType.OciManifest}}","config":{{Config}},"layers":[{{Layer}},{{Layer}}],"unknown":{"layers":1},"annotations":{"a":"b"} }""";
        var document = Assert.IsType<ManifestDocument.Manifest>(Parse(json, MediaType.OciManifest));
        Assert.Equal(2, document.Content.Layers.Count);
        Assert.Equal(3, document.Content.Layers[1].Size);
        Assert.Equal("b", document.Content.Annotations!["a"]);
        Assert.Equal(json, Encoding.UTF8.GetString(document.Bytes.Span));
    }

    [Fact]
    public void Parse_Index_ReadsPlatforms()
    {
        var document = Assert.IsType<ManifestDocument.Index>(Parse(Index, MediaType.OciIndex));
        Assert.Equal("linux/arm64", document.Content.Manifests[0].Platform!.Normalize().ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public void Parse_TypeThatSaysNothing_BodyDecides(string? declared)
    {
        Assert.Equal(MediaType.OciManifest, Parse(Manifest, declared).MediaType);
        Assert.Equal(MediaType.OciIndex, Parse(Index, declared).MediaType);
    }

    [Fact]
    public void Parse_NullLayers_IsAnImageWithoutLayers() =>
        Assert.Empty(Assert.IsType<ManifestDocument.Manifest>(Parse($$"""{"schemaVersion":2,"config":{{Config}},"layers":null}""", null)).Content.Layers);

    public static TheoryData<string, string?, OciErrorCode> Refused => new()
    {
        // CVE-2021-41190: one document, two readings.
        { $$"""{"schemaVersion":2,"config":{{Config}},"layers":[{{Layer}}],"manifests":[{{Entry}}]}""", MediaType.OciManifest, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"layers":[{{Layer}}],"manifests":[{{Entry}}]}""", MediaType.OciIndex, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"config":{{Config}},"manifests":[]}""", MediaType.OciIndex, OciErrorCode.Malformed },
        { Manifest, MediaType.OciIndex, OciErrorCode.Malformed },
        { Index, MediaType.OciManifest, OciErrorCode.Malformed },
        { Index, MediaType.DockerManifest, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"mediaType":"{{MediaType.DockerManifest}}","config":{{Config}},"layers":[]}""", MediaType.OciManifest, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"config":{{Config}},"layers":[],"layers":[{{Layer}}]}""", null, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"config":{{Config}},"layers":[],"Layers":[{{Layer}}]}""", null, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"config":{{Config}},"layers":[],"MANIFESTS":[]}""", null, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"config":{{Config}},"layers":[null]}""", null, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"config":null,"layers":[]}""", null, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"manifests":[null]}""", null, OciErrorCode.Malformed },
        { """{"schemaVersion":2,"layers":[]}""", null, OciErrorCode.Malformed },
        { """{"schemaVersion":2,"manifests":[{"mediaType":"x","digest":"sha256:../x","size":1}]}""", null, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"manifests":[{"mediaType":"x","digest":"{{D}}","size":-1}]}""", null, OciErrorCode.Malformed },
        { $$"""{"schemaVersion":2,"manifests":[{"mediaType":"x","digest":"{{D}}","size":1e99}]}""", null, OciErrorCode.Malformed },
        { Manifest + "{}", null, OciErrorCode.Malformed },
        { "[]", null, OciErrorCode.Malformed },
        { "null", null, OciErrorCode.Malformed },
        { "", null, OciErrorCode.Malformed },
        { "{", null, OciErrorCode.Malformed },
        { """{"schemaVersion":1,"fsLayers":[],"history":[]}""", null, OciErrorCode.Unsupported },
        { $$"""{"schemaVersion":1,"config":{{Config}},"layers":[]}""", null, OciErrorCode.Unsupported },
        { $$"""{"schemaVersion":2,"mediaType":"application/vnd.example","config":{{Config}},"layers":[]}""", null, OciErrorCode.Unsupported },
        { Manifest.Replace("application/vnd.oci.image.config.v1+json", "application/vnd.cncf.helm.config.v1+json", StringComparison.Ordinal), null, OciErrorCode.Unsupported },
        { Manifest.Replace("tar+gzip", "tar+gzip+encrypted", StringComparison.Ordinal), null, OciErrorCode.Unsupported },
        { Manifest.Replace("\"size\":2", "\"size\":8388609", StringComparison.Ordinal), null, OciErrorCode.TooLarge },
        { $$"""{"schemaVersion":2,"config":{{Config}},"layers":[{{string.Join(',', Enumerable.Repeat(Layer, OciLimits.MaxLayers + 1))}}]}""", null, OciErrorCode.TooLarge },
        { $$"""{"schemaVersion":2,"manifests":[{{string.Join(',', Enumerable.Repeat(Entry, OciLimits.MaxIndexEntries + 1))}}]}""", null, OciErrorCode.TooLarge },
        { "{\"x\":\"" + new string('x', OciLimits.MaxManifestBytes) + "\"}", null, OciErrorCode.TooLarge },
        { new string('[', 10_000), null, OciErrorCode.Malformed },
        { "{\"x\":" + new string('[', 10_000), null, OciErrorCode.Malformed },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Parse_HostileOrForeignDocument_IsRefused(string json, string? declared, OciErrorCode code)
    {
        var error = Assert.Throws<OciException>(() => Parse(json, declared));
        Assert.Equal(code, error.Code);
        Assert.Contains("test/image", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linux/arm/v7", 1)]
    [InlineData("linux/arm/v6", 2)]
    [InlineData("linux/arm/v8", 1)]
    [InlineData("linux/amd64", 3)]
    [InlineData("linux/riscv64", null)]
    [InlineData("unknown/unknown", null)]
    public void Select_Platform_TakesTheBestEntry(string platform, int? size)
    {
        var index = IndexOf(("linux", "arm", "v7"), ("linux", "arm", "v6"), ("linux", "amd64", null), ("unknown", "unknown", null), ("linux", "amd64", null));
        Assert.Equal(size, index.Select(Platform.Parse(platform))?.Size);
    }

    [Fact]
    public void Select_OneEntryWithoutPlatform_IsTheLastChoice()
    {
        var silent = new Descriptor { MediaType = MediaType.OciManifest, Digest = Digest.Of([]), Size = 9 };
        var index = IndexOf(("linux", "amd64", null));
        Assert.Equal(9, (index with { Manifests = [silent, .. index.Manifests] }).Select(Platform.Parse("linux/s390x"))?.Size);
        Assert.Equal(1, (index with { Manifests = [silent, .. index.Manifests] }).Select(Platform.Parse("linux/amd64"))?.Size);
        Assert.Null((index with { Manifests = [silent, silent] }).Select(Platform.Parse("linux/amd64")));
    }

    [Fact]
    public void Parse_DamagedDocuments_FailOnlyWithOciException()
    {
        byte[][] seeds = [Encoding.UTF8.GetBytes(Manifest), Encoding.UTF8.GetBytes(Index)];
        var edit = Gen.Select(Gen.Int[0, 1000], Gen.Byte);
        Gen.Select(Gen.Int[0, 1], edit.Array[1, 6], Gen.Int[0, 3]).Sample((seed, edits, cut) =>
        {
            var bytes = seeds[seed].ToArray();
            foreach (var (at, value) in edits)
                bytes[at % bytes.Length] = value;
            Refuses(() => ManifestDocument.Parse(bytes.AsMemory(0, cut == 0 ? bytes.Length / 2 : bytes.Length), null, "test/image"));
            Refuses(() => ImageConfig.Parse(bytes, "test/image"));
        }, iter: 20_000);
    }

    private static void Refuses(Action parse)
    {
        try
        {
            parse();
        }
        catch (OciException)
        {
            // The only exception that a document may cause.
        }
    }

    private static ImageIndex IndexOf(params (string Os, string Architecture, string? Variant)[] platforms) => new()
    {
        Manifests = [.. platforms.Select(static (p, i) => new Descriptor
        {
            MediaType = MediaType.OciManifest,
            Digest = Digest.Of([(byte)i]),
            Size = i + 1,
            Platform = new Platform { Os = p.Os, Architecture = p.Architecture, Variant = p.Variant },
        })],
    };

    private static ManifestDocument Parse(string json, string? declared) => ManifestDocument.Parse(Encoding.UTF8.GetBytes(json), declared, "test/image");
}
