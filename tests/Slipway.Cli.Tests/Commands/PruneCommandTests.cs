using System.Text.Json;
using Slipway.Images;
using Slipway.Images.Store;

namespace Slipway.Cli.Tests.Commands;

/// <summary><c>slipway image prune</c> as it is typed.</summary>
public sealed class PruneCommandTests : IDisposable
{
    private readonly StoredImages _images = new();

    public void Dispose() => _images.Dispose();

    [Fact]
    public async Task Prune_DryRun_SaysWhatWouldGo()
    {
        var name = await _images.PullAsync("app", ('a', 100_000));
        var (code, output, error) = await _images.RunAsync("image", "prune", "--all", "--dry-run");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith($"would remove {name}\nwould remove sha256:", output, StringComparison.Ordinal);
        Assert.Matches(@"\nwould reclaim [0-9.]+ KiB: 1 converted layer, 2 blobs\n$", output);
        Assert.Contains(name, (await _images.RunAsync("image", "list")).Output, StringComparison.Ordinal);

        (_, output, _) = await _images.RunAsync("image", "prune", "--all");
        Assert.StartsWith($"removed {name}\nremoved sha256:", output, StringComparison.Ordinal);
        Assert.Matches(@"\nreclaimed [0-9.]+ KiB: 1 converted layer, 2 blobs\n$", output);
    }

    [Fact]
    public async Task Prune_HighWater_RemovesUntilTheDiskIsEmptyEnough()
    {
        await _images.PullAsync("app", ('a', 100_000));
        Assert.Contains("reclaimed 0 bytes", (await _images.RunAsync("image", "prune", "--high-water", "100%")).Output, StringComparison.Ordinal);
        Assert.Contains("1 converted layer", (await _images.RunAsync("image", "prune", "--high-water", "1k", "--low-water", "1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_LeasedImage_IsKeptAndSaysByWhom()
    {
        var name = await _images.PullAsync("app", ('a', 100_000));
        var store = new ImageStore(_images.Data, TimeProvider.System);
        var digest = Assert.Single(store.List().Images).Digest;
        using (var lease = await store.TryLeaseAsync(name, digest, Oci.Platform.Parse("linux/amd64"), TestContext.Current.CancellationToken))
            store.TakeLease(LeaseName.Parse("release-1"), lease!);

        Assert.Contains($"kept {name} {digest}: lease release-1 holds it\n", (await _images.RunAsync("image", "prune", "--all")).Output, StringComparison.Ordinal);
        var (_, output, _) = await _images.RunAsync("image", "prune", "--all", "--format", "json");
        var report = Assert.Single(JsonDocument.Parse(output).RootElement.EnumerateArray());
        Assert.Equal(digest.ToString(), report.GetProperty("inUse")[0].GetString());
        var holder = report.GetProperty("kept")[0].GetProperty("holders")[0];
        Assert.Equal(("lease", "release-1"), (holder.GetProperty("kind").GetString(), holder.GetProperty("lease").GetString()));
        Assert.False(report.GetProperty("dryRun").GetBoolean());
        var (code, _, error) = await _images.RunAsync("image", "rm", name);
        Assert.Equal((1, $"slipway: {name} ({digest}) is in use: lease release-1 holds it; release that first.\n"), (code, error));
    }

    [Theory]
    [InlineData("--unused-for 1x", "--unused-for '1x' is no age; write a number and s, m, h or d, as in 30d, or a plain number of hours.")]
    [InlineData("--unused-for -1", "--unused-for '-1' is no age; write a number and s, m, h or d, as in 30d, or a plain number of hours.")]
    [InlineData("--high-water 101%", "--high-water '101%' is no level of a disk; write a percentage from 0% to 100%, as in 85%, or the bytes in use, as in 200g.")]
    [InlineData("--high-water much", "--high-water 'much' is no level of a disk; write a percentage from 0% to 100%, as in 85%, or the bytes in use, as in 200g.")]
    [InlineData("--low-water 10%", "--low-water says how far to go once the disk is fuller than --high-water; give that too.")]
    [InlineData("--high-water 10% --low-water 20%", "--low-water is above --high-water on this disk; it says how full the disk is left, so give the lower level there.")]
    public async Task Prune_BadOption_IsAClearSentence(string options, string expected)
    {
        var (code, output, error) = await _images.RunAsync(["image", "prune", .. options.Split(' ')]);
        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.StartsWith($"slipway: {expected}\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--unused-for 48")]
    [InlineData("--unused-for 30d")]
    public async Task Prune_Age_KeepsWhatIsYounger(string options)
    {
        await _images.PullAsync("app", ('a', 10_000));
        Assert.Equal("reclaimed 0 bytes: 0 converted layers, 0 blobs\n", (await _images.RunAsync(["image", "prune", .. options.Split(' ')])).Output);
    }
}
