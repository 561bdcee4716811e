using Slipway.Images.Conversion;
using ZstdSharp;

namespace Slipway.Images.Tests.Conversion;

public sealed class DeterminismTests
{
    private static readonly byte[] s_first = new LayerTar().Dir("./").File("a", new string('a', 50_000)).Dir("d/").File("d/x", "x", xattrs: ("user.n", "v")).ToArray();
    private static readonly byte[] s_second = new LayerTar().Whiteout(".wh.a").File("b", new string('b', 9_000)).File("c", "c").HardLink("d/h", "d/x").ToArray();

    [Fact]
    public async Task Convert_SameLayersPackedDifferently_GivesTheSameBytes()
    {
        byte[] plain = await Converting.ToBytesAsync(Converting.Layer(s_first), Converting.Layer(s_second));
        byte[] gzip = await Converting.ToBytesAsync(Converting.Layer(s_first, OciLayout.Gzip(s_first)), Converting.Layer(s_second, OciLayout.Gzip(s_second)));
        byte[] zstd = await Converting.ToBytesAsync(Converting.Layer(s_first, Zstd(s_first)), Converting.Layer(s_second, Zstd(s_second), "another name"));
        Assert.Equal(plain, gzip);
        Assert.Equal(plain, zstd);
    }

    [Fact]
    public async Task Convert_OtherLayers_GivesAnotherFilesystemIdentity()
    {
        byte[] one = await Converting.ToBytesAsync(Converting.Layer(s_first));
        byte[] two = await Converting.ToBytesAsync(Converting.Layer(s_first), Converting.Layer(new LayerTar().ToArray()));
        Assert.NotEqual(one[0x468..0x478], two[0x468..0x478]);
        Assert.Equal(0x80, one[0x468 + 6] & 0xF0);
    }

    [Fact]
    public async Task Convert_KnownLayers_GivesTheBytesOfThisWriterVersion()
    {
        byte[] image = await Converting.ToBytesAsync(Converting.Layer(s_first), Converting.Layer(s_second));
        // Another digest here means other bytes for layers that caches have: raise ImageConverter.WriterVersion with it.
        Assert.Equal(1, ImageConverter.WriterVersion);
        Assert.Equal("d4ce28c90b2c1394e0ab09b3341bbe529d350351", Oci.Digest.Of(image).Hex[..40]);
        Assert.Equal("7809199baedea1107bd7f6dd0e596246489cb733", Oci.Digest.Of(await LayerBytesAsync(s_first)).Hex[..40]);
    }

    [Fact]
    public async Task ConvertLayer_PackedDifferently_GivesTheSameBytes() =>
        Assert.Equal(await LayerBytesAsync(s_first), await LayerBytesAsync(s_first, Zstd(s_first)));

    [Fact]
    public async Task Convert_NoLayers_GivesAnEmptyRoot()
    {
        Tool.Require("e2fsck");
        using var directory = new TemporaryDirectory();
        ConversionSummary summary = await Converting.ToFileAsync(directory["image"], Array.Empty<LayerInput>());
        await E2fsck.AssertCleanAsync(directory["image"]);
        Assert.Equal(0, summary.Entries);
    }

    private static async Task<byte[]> LayerBytesAsync(byte[] tar, byte[]? stored = null)
    {
        using var directory = new TemporaryDirectory();
        using (var output = File.OpenHandle(directory["layer"], FileMode.Create, FileAccess.ReadWrite))
            await LayerConverter.ConvertAsync(output, Converting.Layer(tar, stored), new ConversionOptions(), _ => { }, TestContext.Current.CancellationToken);
        return await File.ReadAllBytesAsync(directory["layer"], TestContext.Current.CancellationToken);
    }

    private static byte[] Zstd(byte[] bytes)
    {
        using var compressor = new Compressor(3);
        return compressor.Wrap(bytes).ToArray();
    }
}
