using System.Diagnostics;
using System.Globalization;

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

    private static async Task<int> RunOnceAsync(string directory)
    {
        using var child = Start(directory);
        var output = await child.StandardOutput.ReadToEndAsync(TestStore.Token);
        await child.WaitForExitAsync(TestStore.Token);
        Assert.Equal(0, child.ExitCode);
        return int.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
    }

    private static Process Start(string directory)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Slipway.Images.Tests");
        return Process.Start(new ProcessStartInfo(program, [StoreChild.Verb, directory]) { RedirectStandardOutput = true })!;
    }
}
