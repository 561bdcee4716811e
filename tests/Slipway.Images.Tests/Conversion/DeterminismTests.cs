using Slipway.Images.Conversion;
using Slipway.Images.Layers;
using Slipway.Images.Tests.Layers;
using ZstdSharp;

namespace Slipway.Images.Tests.Conversion;

public sealed class DeterminismTests
{
    private static readonly byte[] s_first = new LayerTar().Dir("./").File("a", new string('a', 50_000)).Dir("d/").File("d/x", "x", xattrs: ("user.n", "v")).ToArray();
    private static readonly byte[] s_second = new LayerTar().Whiteout(".wh.a").File("b", new string('b', 9_000)).File("c", "c").HardLink("d/h", "d/x").ToArray();

    public static TheoryData<LayerFormat> Formats => [.. Enum.GetValues<LayerFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Convert_SameLayersPackedDifferently_GivesTheSameBytes(LayerFormat format)
    {
        byte[] plain = await Converting.ToBytesAsync(format, Converting.Layer(s_first), Converting.Layer(s_second));
        byte[] gzip = await Converting.ToBytesAsync(format, Converting.Layer(s_first, OciLayout.Gzip(s_first)), Converting.Layer(s_second, OciLayout.Gzip(s_second)));
        byte[] zstd = await Converting.ToBytesAsync(format, Converting.Layer(s_first, Zstd(s_first)), Converting.Layer(s_second, Zstd(s_second), "another name"));
        Assert.Equal(plain, gzip);
        Assert.Equal(plain, zstd);
    }

    [Theory]
    [InlineData(LayerFormat.Ext4, 0x468)]
    [InlineData(LayerFormat.Erofs, 0x430)]
    [InlineData(LayerFormat.ErofsLz4, 0x430)]
    public async Task Convert_OtherLayers_GivesAnotherFilesystemIdentity(LayerFormat format, int offset)
    {
        byte[] one = await Converting.ToBytesAsync(format, Converting.Layer(s_first));
        byte[] two = await Converting.ToBytesAsync(format, Converting.Layer(s_first), Converting.Layer(new LayerTar().ToArray()));
        Assert.NotEqual(one[offset..(offset + 16)], two[offset..(offset + 16)]);
        Assert.Equal(0x80, one[offset + 6] & 0xF0);
    }

    [Theory]
    [InlineData(LayerFormat.Ext4, "d4ce28c90b2c1394e0ab09b3341bbe529d350351", "7809199baedea1107bd7f6dd0e596246489cb733")]
    [InlineData(LayerFormat.Erofs, "d95f186d12ed6b7dab0193691a031cd908cfc28c", "bb64249888528b19bc43c120d3861c17dd92ac11")]
    [InlineData(LayerFormat.ErofsLz4, "1aa62d009d6decbf3920460344c01fc249513e07", "cf09744c3279a6d2597532b97014ba7a5ab94a2e")]
    public async Task Convert_KnownLayers_GivesTheBytesOfThisWriterVersion(LayerFormat format, string merged, string single)
    {
        byte[] image = await Converting.ToBytesAsync(format, Converting.Layer(s_first), Converting.Layer(s_second));
        // Another digest here means other bytes for layers that caches have: raise the number of the format's WriterVersion with it.
        Assert.Equal(1, WriterVersion.Of(format).Number);
        Assert.Equal(merged, Oci.Digest.Of(image).Hex[..40]);
        Assert.Equal(single, Oci.Digest.Of(await LayerBytesAsync(format, s_first)).Hex[..40]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task ConvertLayer_PackedDifferently_GivesTheSameBytes(LayerFormat format) =>
        Assert.Equal(await LayerBytesAsync(format, s_first), await LayerBytesAsync(format, s_first, Zstd(s_first)));

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Convert_NoLayers_GivesAnEmptyRoot(LayerFormat format)
    {
        Tool.Require("e2fsck", "fsck.erofs");
        using var directory = new TemporaryDirectory();
        ConversionSummary summary = await Converting.ToFileAsync(directory["image"], Array.Empty<LayerInput>(), format: format);
        await LayerCheck.AssertCleanAsync(directory["image"]);
        Assert.Equal(0, summary.Entries);
    }

    private static async Task<byte[]> LayerBytesAsync(LayerFormat format, byte[] tar, byte[]? stored = null)
    {
        using var directory = new TemporaryDirectory();
        using (var output = File.OpenHandle(directory["layer"], FileMode.Create, FileAccess.ReadWrite))
            await LayerConverter.ConvertAsync(output, Converting.Layer(tar, stored), format, new ConversionOptions(), _ => { }, TestContext.Current.CancellationToken);
        return await File.ReadAllBytesAsync(directory["layer"], TestContext.Current.CancellationToken);
    }

    private static byte[] Zstd(byte[] bytes)
    {
        using var compressor = new Compressor(3);
        return compressor.Wrap(bytes).ToArray();
    }
}
