using System.Text;
using CsCheck;
using Slipway.Oci.Manifests;
using Slipway.Oci.Tests.Sources;

namespace Slipway.Oci.Tests.Manifests;

public sealed class ManifestLinksTests
{
    private static readonly TestImage s_image = TestImage.Of(layers: 2);

    [Fact]
    public void Read_Manifest_PointsAtLayersAndConfiguration()
    {
        var links = ManifestLinks.Read(s_image.TopBytes, s_image.Top.MediaType, "test");
        Assert.Empty(links.Manifests);
        Assert.Equal(s_image.Blobs.Keys.Except([s_image.Top.Digest]).Order(Comparer), links.Blobs.Select(static blob => blob.Digest).Order(Comparer));
    }

    [Fact]
    public void Read_Index_PointsAtAllItLists()
    {
        var index = TestImage.IndexOf(s_image, TestImage.IndexOf(TestImage.Of("linux/arm64")));
        var links = ManifestLinks.Read(index.TopBytes, index.Top.MediaType, "test");
        Assert.Equal([MediaType.OciManifest, MediaType.OciIndex], links.Manifests.Select(static manifest => manifest.MediaType));
        Assert.Empty(links.Blobs);
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"sha256:0","size":1},"layers":[]}""")]
    [InlineData("""{"schemaVersion":2,"config":null,"layers":[]}""")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"a","size":1},"layers":[]}""")]
    [InlineData("""{"schemaVersion":2,"config":{},"layers":[],"manifests":[]}""")]
    [InlineData("""{"schemaVersion":2,"manifests":[{"mediaType":"text/plain","digest":"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","size":1}]}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void Read_BrokenDocument_IsRefused(string text) =>
        Assert.Throws<OciException>(() => ManifestLinks.Read(Encoding.UTF8.GetBytes(text), null, "test"));

    [Fact]
    public void Read_AnyDamage_IsReadOrRefused() =>
        Gen.Select(Gen.Int[0, s_image.TopBytes.Length - 1], Gen.Byte, Gen.Int[0, s_image.TopBytes.Length]).Sample((at, value, length) =>
        {
            var bytes = s_image.TopBytes[..Math.Max(at + 1, length)];
            bytes[at] = value;
            try
            {
                var links = ManifestLinks.Read(bytes, null, "test");
                Assert.All(links.Blobs, static blob => Assert.NotNull(blob.Digest.Algorithm));
            }
            catch (OciException)
            {
                // refused
            }
        });

    private static Comparer<Digest> Comparer { get; } = Comparer<Digest>.Create(static (a, b) => string.CompareOrdinal(a.Hex, b.Hex));
}
