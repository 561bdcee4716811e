using Slipway.Images.Layers;
using Slipway.Images.Rootfs;
using Slipway.Oci;

namespace Slipway.Images.Tests.Layers;

/// <summary>Formats and versions in the names of files.</summary>
public sealed class WriterVersionTests
{
    private static readonly Digest s_layer = Digest.Of([]);

    [Theory]
    [InlineData(LayerFormat.Ext4, "v7", ".ext4")]
    [InlineData(LayerFormat.Erofs, "v7-erofs", ".erofs")]
    [InlineData(LayerFormat.ErofsLz4, "v7-erofs-lz4", ".erofs")]
    public void Name_OfEachFormat_IsReadBack(LayerFormat format, string spelling, string extension)
    {
        var version = new WriterVersion(format, 7);
        var name = LayerKey.OfLayer(s_layer, version).FileName;

        Assert.Equal(spelling, version.ToString());
        Assert.Equal(version, WriterVersion.TryParse(spelling));
        Assert.Equal($"sha256-{s_layer.Hex}.{spelling}", name);
        Assert.Equal(extension, WriterVersion.ExtensionOf(name));
        Assert.Equal(format, LayerFormats.OfFile(name + extension));
        Assert.Equal(version, RootfsEntry.TryParse(new RootfsEntry(s_layer, version).FileName)?.Version);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v")]
    [InlineData("7")]
    [InlineData("v7-")]
    [InlineData("v7-ext4")]
    [InlineData("v7-auto")]
    [InlineData("v7-erofs-")]
    [InlineData("v07")]
    [InlineData("v-1-erofs")]
    [InlineData("v99999999999")]
    public void TryParse_AnyOther_IsNone(string text) => Assert.Null(WriterVersion.TryParse(text));

    [Fact]
    public void Names_OfTheStoreOfOldVersions_StayAsTheyWere()
    {
        Assert.Equal("v1", WriterVersion.Of(LayerFormat.Ext4).ToString());
        Assert.Equal(3, WriterVersion.Current.Select(version => LayerKey.OfChain([s_layer], version).FileName).Distinct().Count());
    }

    [Theory]
    [InlineData(null, null, LayerFormat.Ext4)]
    [InlineData("auto", "", LayerFormat.Ext4)]
    [InlineData("auto", "erofs", LayerFormat.Erofs)]
    [InlineData(null, "erofs-lz4", LayerFormat.ErofsLz4)]
    [InlineData("ext4", "erofs", LayerFormat.Ext4)]
    [InlineData("erofs", "nonsense", LayerFormat.Erofs)]
    public void Choose_OptionAndVariable_TheOptionGoesFirst(string? option, string? variable, LayerFormat expected) =>
        Assert.Equal(expected, LayerFormats.Choose(option, _ => variable));

    [Fact]
    public void Choose_UnknownVariable_NamesItAndWhatThereIs()
    {
        var error = Assert.Throws<FormatException>(() => LayerFormats.Choose(null, _ => "squashfs"));
        Assert.Equal("SLIPWAY_LAYER_FORMAT is 'squashfs', which is none of auto, ext4, erofs, erofs-lz4.", error.Message);
    }
}
