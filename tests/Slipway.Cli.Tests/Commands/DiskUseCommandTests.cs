using System.Text.Json;

namespace Slipway.Cli.Tests.Commands;

/// <summary><c>slipway system df</c> and <c>slipway image list</c> as they are typed.</summary>
public sealed class DiskUseCommandTests : IDisposable
{
    private readonly StoredImages _images = new();

    public void Dispose() => _images.Dispose();

    [Fact]
    public async Task Df_TwoImagesWithOneLayerInCommon_CountItOnce()
    {
        await _images.PullAsync("base", ('a', 400_000));
        await _images.PullAsync("app", ('a', 400_000), ('b', 100_000));
        var report = await JsonOfAsync("system", "df");

        var kinds = report.GetProperty("kinds").EnumerateArray().ToDictionary(kind => kind.GetProperty("name").GetString()!);
        Assert.Equal((4, 2), (kinds["blobs"].GetProperty("count").GetInt32(), kinds["converted layers"].GetProperty("count").GetInt32()));
        var layers = kinds["converted layers"].GetProperty("bytes").GetInt64();
        Assert.InRange(layers, 500_000, 800_000);
        Assert.Equal(layers, kinds["converted layers"].GetProperty("reclaimableBytes").GetInt64());
        Assert.Equal(report.GetProperty("total").GetProperty("bytes").GetInt64(), kinds.Values.Sum(kind => kind.GetProperty("bytes").GetInt64()));
        Assert.Equal(0, report.GetProperty("garbageBytes").GetInt64());

        var images = report.GetProperty("images").EnumerateArray().ToList();
        var shared = Assert.Single(images.Select(image => image.GetProperty("sharedBytes").GetInt64()).Distinct());
        Assert.InRange(shared, 400_000, 600_000);
        Assert.Equal(layers + kinds["blobs"].GetProperty("bytes").GetInt64(), images.Sum(image => image.GetProperty("ownBytes").GetInt64()) + shared);
        Assert.False(report.TryGetProperty("dedup", out _));
    }

    [Fact]
    public async Task Df_Dedup_SaysWhatEqualBlocksWouldSave()
    {
        // Each file is one block again and again.
        await _images.PullAsync("one", ('a', 400_000));
        await _images.PullAsync("two", ('a', 300_000));
        var dedup = (await JsonOfAsync("system", "df", "--dedup")).GetProperty("dedup");
        Assert.Equal(2, dedup.GetProperty("layers").GetInt32());
        Assert.InRange(dedup.GetProperty("withinBytes").GetInt64(), 680_000, 800_000);
        Assert.InRange(dedup.GetProperty("betweenBytes").GetInt64(), 4096, 100_000);
        Assert.Equal(1, dedup.GetProperty("sampledShare").GetDouble());

        var (code, output, error) = await _images.RunAsync("system", "df", "--dedup");
        Assert.Equal(0, code);
        Assert.Contains("2 converted layers have ", output, StringComparison.Ordinal);
        Assert.Contains("each block stored once would save ", output, StringComparison.Ordinal);
        Assert.StartsWith("slipway: reading converted layers\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Df_Text_IsATableThatPeopleRead()
    {
        Directory.CreateDirectory(Path.Combine(_images.Data, "asleep"));
        await File.WriteAllTextAsync(Path.Combine(_images.Data, "asleep", "machine.json"), "{}", TestContext.Current.CancellationToken);
        await _images.PullAsync("app", ('a', 100_000));
        var (code, output, error) = await _images.RunAsync("system", "df");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"^TYPE +COUNT +SIZE +RECLAIMABLE\nblobs +2 ", output);
        Assert.Matches(@"\nsuspended machines +1 +[0-9.]+ KiB +-\n", output);
        Assert.Matches(@"\nIMAGE +ID +SIZE +SHARED +OWN +LAST USED +HELD\noci:", output);
        Assert.Matches(@"\nslipway image prune frees 0 bytes, with --all or --high-water up to [0-9.]+ KiB\.\n$", output);
    }

    [Fact]
    public async Task Df_NothingThere_SaysSo()
    {
        var (code, output, _) = await _images.RunAsync("system", "df", "--dedup");
        Assert.Equal(0, code);
        Assert.Matches(@"\ntotal +0 +0 bytes +0 bytes\n", output);
        Assert.Contains("0 converted layers have 0 bytes", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_SharedLayer_IsShownAsShared()
    {
        await _images.PullAsync("base", ('a', 400_000));
        await _images.PullAsync("app", ('a', 400_000), ('b', 100_000));
        Assert.Matches(@"^NAME +ID +PLATFORM +SIZE +SHARED +LAST USED\n", (await _images.RunAsync("image", "list")).Output);
        var images = (await JsonOfAsync("image", "list")).EnumerateArray().ToList();
        Assert.Equal(2, images.Count);
        Assert.Contains(images, image => image.GetProperty("rootfsBytes").GetInt64() == image.GetProperty("sharedBytes").GetInt64());
        Assert.Contains(images, image => image.GetProperty("rootfsBytes").GetInt64() > image.GetProperty("sharedBytes").GetInt64());
    }

    private async Task<JsonElement> JsonOfAsync(params string[] arguments)
    {
        var (code, output, error) = await _images.RunAsync([.. arguments, "--format", "json"]);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }
}
