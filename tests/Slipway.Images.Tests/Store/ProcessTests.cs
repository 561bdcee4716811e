using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Slipway.Images.Tests.Store;

/// <summary>Several processes on one store.</summary>
[Collection(AloneCollection.Name)]
public sealed class ProcessTests
{
    [Fact]
    public async Task Acquire_FiveProcesses_PullOnce()
    {
        using var store = new TestStore();
        var opened = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => RunOnceAsync(store.Directory)));
        Assert.Equal(3, opened.Sum());
        Assert.Equal(3, store.RootfsFiles.Count);
        Assert.Empty(store.Store.List().Damaged);
    }

    [Fact]
    public async Task Acquire_OneProcessorOrFour_GivesTheSameBytes()
    {
        using var one = new TestStore();
        using var four = new TestStore();
        await RunOnceAsync(one.Directory, processors: 1);
        await RunOnceAsync(four.Directory, processors: 4);
        Assert.Equal(3, one.RootfsFiles.Count);
        Assert.Equal(HashesOf(one), HashesOf(four));
    }

    private static IEnumerable<(string, string)> HashesOf(TestStore store) =>
        store.RootfsFiles.Order(StringComparer.Ordinal).Select(static file => (Path.GetFileName(file), Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))));

    /// <param name="processors">How many the process believes to have.</param>
    private static async Task<int> RunOnceAsync(string directory, int? processors = null)
    {
        using var child = Start(directory, processors);
        var output = await child.StandardOutput.ReadToEndAsync(TestStore.Token);
        await child.WaitForExitAsync(TestStore.Token);
        Assert.Equal(0, child.ExitCode);
        return int.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
    }

    private static Process Start(string directory, int? processors)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Slipway.Images.Tests");
        var start = new ProcessStartInfo(program, [StoreChild.Verb, directory]) { RedirectStandardOutput = true };
        if (processors is { } count)
            start.Environment["DOTNET_PROCESSOR_COUNT"] = count.ToString("x", CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }
}
