using System.Diagnostics;
using System.Globalization;
using Slipway.Oci;

namespace Slipway.Images.Tests.Store;

/// <summary>Several processes on one store, some of them killed.</summary>
[Collection(AloneCollection.Name)]
public sealed class ProcessTests
{
    private const int Kills = 20;
    private const int MaxLinesBeforeKill = 60;

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
    public async Task Acquire_KilledAnywhere_LeavesAWorkingStore()
    {
        using var store = new TestStore();
        for (var kill = 0; kill < Kills; kill++)
        {
            using (var child = Start(store.Directory, StoreChild.Forever))
            {
                for (var line = 0; line <= kill * MaxLinesBeforeKill / Kills; line++)
                    Assert.NotNull(await child.StandardOutput.ReadLineAsync(TestStore.Token));
                child.Kill();
                await child.WaitForExitAsync(TestStore.Token);
            }

            await AssertConsistentAsync(store);
        }

        using (var lease = await store.AcquireAsync(new FakeSource(StoreChild.Name, StoreChild.ImageOf(0)), PullPolicy.Always))
            await E2fsck.AssertCleanAsync(lease.Layers[0].Path);
        store.Clock.Now += TimeSpan.FromDays(1);
        store.Store.Prune(TimeSpan.Zero);
        Assert.Equal([Path.Combine(store.Directory, "images", ".lock")], Directory.GetFiles(store.Directory, "*", SearchOption.AllDirectories));
    }

    private static async Task AssertConsistentAsync(TestStore store)
    {
        foreach (var file in store.RootfsFiles)
            await E2fsck.AssertCleanAsync(file);
        foreach (var file in store.BlobFiles)
            Assert.Equal(Path.GetFileName(file), Digest.Of(await File.ReadAllBytesAsync(file, TestStore.Token)).Hex);
        Assert.Empty(store.Store.List().Damaged);
    }

    private static async Task<int> RunOnceAsync(string directory)
    {
        using var child = Start(directory, StoreChild.Once);
        var output = await child.StandardOutput.ReadToEndAsync(TestStore.Token);
        await child.WaitForExitAsync(TestStore.Token);
        Assert.Equal(0, child.ExitCode);
        return int.Parse(output.Trim().Split('\n')[^1], CultureInfo.InvariantCulture);
    }

    private static Process Start(string directory, string mode)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Slipway.Images.Tests");
        return Process.Start(new ProcessStartInfo(program, [StoreChild.Verb, directory, mode]) { RedirectStandardOutput = true })!;
    }
}
