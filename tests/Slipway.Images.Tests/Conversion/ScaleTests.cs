using System.Globalization;
using Slipway.Images.Conversion;

namespace Slipway.Images.Tests.Conversion;

/// <summary>Archives made to be slow or large: each would take hours or gigabytes where work or memory grew with the square.</summary>
public sealed class ScaleTests
{
    private const int Many = 100_000;

    [Fact]
    public async Task Convert_ManyFilesInOneDirectoryReplacedAndHidden_IsLinear()
    {
        Tool.Require("e2fsck", "debugfs");
        byte[] lower = Tar(Many, (tar, name) => tar.Entry($"d/{name}"));
        byte[] replaces = Tar(Many, (tar, name) => tar.Entry($"d/{name}", content: "x"));
        byte[] hides = Tar(Many - 1, (tar, name) => tar.Entry($"d/.wh.{name}"));
        using var directory = new TemporaryDirectory();
        ConversionSummary summary = await Converting.ToFileAsync(directory["image"], lower, replaces, hides);

        Assert.Equal((3 * Many) - 1, summary.Entries);
        Assert.Equal(Many - 1, summary.Whiteouts);
        await E2fsck.AssertCleanAsync(directory["image"]);
        string listing = await Shell.RunAsync("""debugfs -R 'ls -p /d' "$1" """, directory["image"]);
        Assert.Equal(3, listing.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    /// <summary>containerd walked the directory for each marker, CVE-2026-95838.</summary>
    [Fact]
    public async Task Convert_ManyOpaqueMarkersOfAFullDirectory_EmptiesItOnce()
    {
        byte[] lower = Tar(Many, (tar, name) => tar.Entry($"d/{name}"));
        byte[] upper = Tar(Many, (tar, name) => tar.Entry($"d/new/{name}").Entry("d/.wh..wh..opq").Entry(".wh.d"));
        using var directory = new TemporaryDirectory();
        ConversionSummary summary = await Converting.ToFileAsync(directory["image"], lower, upper);
        Assert.Equal(2 * Many, summary.Whiteouts);
        Assert.Equal(4 * Many, summary.Entries);
    }

    [Fact]
    public async Task Convert_ManyLinksBeforeTheirTargets_IsRefusedAtTheLimit()
    {
        byte[] layer = Tar(ConversionLimits.MaxForwardLinks + 1, (tar, name) => tar.Entry(name, '1', link: "later"));
        ConversionException thrown = await Converting.FailAsync(layer);
        Assert.Equal(ConversionError.LimitExceeded, thrown.Error);
    }

    [Fact]
    public void Tally_MoreMetadataThanAllowed_IsRefused()
    {
        var tally = new ConversionTally(new ConversionOptions());
        for (long bytes = 0; bytes < ConversionLimits.MaxMetadataBytes; bytes += 1 << 20)
            tally.AddMetadata(1 << 20);
        Assert.Equal(ConversionError.LimitExceeded, Assert.Throws<InvalidEntryException>(() => tally.AddMetadata(1)).Error);
    }

    private static byte[] Tar(int count, Action<Oci.Tests.Tar.RawTar, string> add)
    {
        var tar = new Oci.Tests.Tar.RawTar();
        for (int i = 0; i < count; i++)
            add(tar, i.ToString("x5", CultureInfo.InvariantCulture));
        return tar.End().ToArray();
    }
}
