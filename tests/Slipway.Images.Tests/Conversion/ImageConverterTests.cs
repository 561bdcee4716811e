using Slipway.Images.Conversion;

namespace Slipway.Images.Tests.Conversion;

public sealed class ImageConverterTests
{
    public static TheoryData<string, LayerFormat> Cases => MergeCases.InEachFormat;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Convert_MergeCase_GivesTheTreeUmociGives(string name, LayerFormat format)
    {
        Judges.Require();
        MergeCase merge = MergeCases.All[name];
        using var directory = new TemporaryDirectory();
        await Converting.ToFileAsync(directory["image"], format, [.. merge.Tars]);

        SortedDictionary<string, string> expected = await Judges.UmociAsync(merge.JudgeTars);
        SortedDictionary<string, string> actual = await Judges.KernelAsync(directory["image"]);
        bool rootHasTime = name == "root entry";
        TreeListing.AssertEqual(expected, actual, path => (path == "." && !rootHasTime) || merge.AnyTime.Contains(path));
    }

    [Fact]
    public async Task Convert_SeveralLayers_ReportsHowFarItIs()
    {
        byte[] lower = new LayerTar().File("a", new string('a', 20 << 20)).ToArray();
        byte[] upper = new LayerTar().File("b", xattrs: ("trusted.overlay.opaque", "y")).Whiteout(".wh.a").Unknown("s", 's').ToArray();
        var seen = new List<ConversionProgress>();
        using var directory = new TemporaryDirectory();
        using var output = File.OpenHandle(directory["image"], FileMode.Create, FileAccess.ReadWrite);
        ConversionSummary summary = await ImageConverter.ConvertAsync(
            output,
            [Converting.Layer(lower), Converting.Layer(upper)],
            LayerFormat.Ext4,
            new ConversionOptions(),
            new ActionProgress(seen.Add),
            TestContext.Current.CancellationToken);

        int stored = lower.Length + upper.Length;
        Assert.Equal(new ConversionProgress(2, 2, stored, stored), seen[^1]);
        Assert.True(seen.Count > 3 && seen.Zip(seen.Skip(1)).All(p => p.First.StoredBytesRead <= p.Second.StoredBytesRead));
        Assert.Equal(new ConversionSummary(4, stored, summary.ImageBytes, 1, 1, 1), summary);
    }

    [Fact]
    public async Task Convert_ContentHiddenByALaterLayer_LeavesAHole()
    {
        byte[] lower = new LayerTar().File("a", new string('a', 20 << 20)).ToArray();
        using var directory = new TemporaryDirectory();
        await Converting.ToFileAsync(directory["image"], lower, new LayerTar().Whiteout(".wh.a").ToArray());
        string blocks = await Shell.RunAsync("""stat -c %b "$1" """, directory["image"]);
        Assert.True(long.Parse(blocks, System.Globalization.CultureInfo.InvariantCulture) * 512 < 2 << 20, $"{blocks} blocks of 512 bytes are in use");
    }
}
