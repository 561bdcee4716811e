using System.Diagnostics.Metrics;
using Slipway.Containerd;
using Slipway.Containerd.Leases;
using Slipway.Images;
using Slipway.Images.Tests.Store;
using Slipway.Linux.Files;

namespace Slipway.Daemon.Tests.Upkeep;

/// <summary>What a server does for its images by itself, round by round.</summary>
[Collection(AloneCollection.Name)]
public sealed class ImageUpkeepTests
{
    private const int Collected = 4030;
    private const int StillFull = 4031;
    private const int Failed = 4032;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Round_DiskAboveTheHighMark_CollectsToTheLowOne()
    {
        await using var store = new UpkeptStore();
        var images = await store.PullDailyAsync(4);
        var before = store.UsedBytes;
        store.CapacityBytes = before * 100 / 90;
        using var metrics = new HostMetrics();

        store.Begin(highPercent: 85, lowPercent: 30);
        await store.Log.RoundAsync();

        var low = store.CapacityBytes * 30 / 100;
        Assert.InRange(store.UsedBytes, low - (4 * 600_000), low);
        Assert.False(store.Has(images[0]));
        Assert.True(store.Has(images[3]));
        Assert.Equal([Collected], store.Log.Ids);
        Assert.Equal(1, metrics["slipway.host.collections"]);
        Assert.InRange(metrics["slipway.host.collected"], before - low, before);
    }

    [Fact]
    public async Task Round_DiskBelowTheHighMark_LeavesImagesUntilItIsFuller()
    {
        await using var store = new UpkeptStore();
        await store.PullDailyAsync(2);
        var before = store.UsedBytes;
        store.CapacityBytes = before * 100 / 84;
        store.Begin(highPercent: 85, lowPercent: 30);
        await store.Log.RoundAsync();
        Assert.Equal(before, store.UsedBytes);
        Assert.Empty(store.Log.Ids);

        store.CapacityBytes = before * 100 / 86;
        store.Wait();
        await store.Log.RoundAsync();
        Assert.InRange(store.UsedBytes, 0, store.CapacityBytes * 30 / 100);
    }

    [Fact]
    public async Task Round_HeldImagesOnAFullDisk_LeavesThemAndSaysThatItIsFull()
    {
        await using var store = new UpkeptStore();
        var images = await store.PullDailyAsync(3);
        await store.HoldAsync(images[0]);
        using (var release = await store.HoldAsync(images[1]))
            store.Store.TakeLease(LeaseName.Parse("release-shop-1"), release);
        store.CapacityBytes = store.UsedBytes;

        store.Begin(highPercent: 1, lowPercent: 0, unusedFor: TimeSpan.FromHours(1));
        await store.Log.RoundAsync();

        Assert.Equal((true, true, false), (store.Has(images[0]), store.Has(images[1]), store.Has(images[2])));
        Assert.Contains(StillFull, store.Log.Ids);
    }

    [Fact]
    public async Task Round_ImagesUnusedForLongEnough_GoHoweverEmptyTheDiskIs()
    {
        await using var store = new UpkeptStore();
        var images = await store.PullDailyAsync(3);
        store.Begin(highPercent: 85, lowPercent: 80, unusedFor: TimeSpan.FromDays(2));
        await store.Log.RoundAsync();
        Assert.Equal((false, false, true), (store.Has(images[0]), store.Has(images[1]), store.Has(images[2])));
    }

    [Fact]
    public async Task Round_ThatFails_IsToldAndTheNextOneCollects()
    {
        await using var store = new UpkeptStore();
        var images = await store.PullDailyAsync(1);
        await File.WriteAllTextAsync(store["leases/broken.json"], "{", Token);
        using var metrics = new HostMetrics();
        store.Begin(highPercent: 85, lowPercent: 80, unusedFor: TimeSpan.FromHours(1));
        await store.Log.RoundAsync();
        Assert.Contains("Could not collect images; the next round tries again: ", store.Log.TextOf(Failed), StringComparison.Ordinal);
        Assert.Contains("leases/broken.json", store.Log.TextOf(Failed), StringComparison.Ordinal);
        Assert.Equal((1, 0), (metrics["slipway.host.collect.failed"], metrics["slipway.host.collections"]));
        Assert.True(store.Has(images[0]));

        File.Delete(store["leases/broken.json"]);
        store.Wait();
        await store.Log.RoundAsync();
        Assert.False(store.Has(images[0]));
    }

    [Fact]
    public async Task Round_ContainerdThatWasUsedIsGone_IsToldAndImagesAreCollected()
    {
        await using var store = new UpkeptStore();
        var images = await store.PullDailyAsync(1);
        Directory.CreateDirectory(store["containerd"]);
        await File.WriteAllTextAsync(store["containerd/.lock"], "", Token);
        using var metrics = new HostMetrics();
        store.Begin(highPercent: 85, lowPercent: 80, unusedFor: TimeSpan.FromHours(1));
        await store.Log.RoundAsync();
        Assert.StartsWith("Could not reconcile containerd's leases; the next round tries again: ", store.Log.TextOf(Failed), StringComparison.Ordinal);
        Assert.Equal(1, metrics["slipway.host.reconcile.failed"]);
        Assert.False(store.Has(images[0]));
    }

    [Fact]
    public async Task Round_MachinesWhoseOwnersDied_EndsWhatContainerdHoldsForThem()
    {
        await using var containerd = await ContainerdProcess.StartAsync();
        await using var client = await containerd.ConnectAsync();
        await using var store = new UpkeptStore();
        Directory.CreateDirectory(store["containerd"]);
        await HoldAsync(client, store["containerd"], 1);
        await HoldAsync(client, store["containerd"], 2);
        await HoldAsync(client, "/another/data-directory", 1);
        var living = RangeLock.TryAcquire(store["containerd/.lock"], 2, LockMode.Exclusive)!;

        store.Begin(highPercent: 85, lowPercent: 80, containerdSocket: containerd.SocketPath);
        await store.Log.RoundAsync();
        Assert.Equal(["1 of /another/data-directory", $"2 of {store["containerd"]}"], await HoldsAsync(client));

        living.Dispose();
        store.Wait();
        await store.Log.RoundAsync();
        Assert.Equal(["1 of /another/data-directory"], await HoldsAsync(client));
        Assert.Empty(store.Log.Ids);
    }

    [Fact]
    public async Task End_InTheMiddleOfARound_WaitsForItAndLeavesTheRest()
    {
        await using var store = new UpkeptStore();
        var images = await store.PullDailyAsync(1);
        using var reached = new SemaphoreSlim(0);
        using var goOn = new ManualResetEventSlim();
        store.Measuring = () =>
        {
            reached.Release();
            goOn.Wait(Token);
        };
        store.Begin(highPercent: 85, lowPercent: 80, unusedFor: TimeSpan.FromHours(1));
        await reached.WaitAsync(Token);

        var ending = store.EndAsync();
        Assert.False(ending.IsCompleted);
        goOn.Set();
        await ending;

        store.Measuring = static () => { };
        Assert.True(store.Has(images[0]));
        Assert.Empty(store.Log.Ids);
    }

    [Fact]
    public async Task Push_DuringARound_IsPreparedWithoutWaitingForIt()
    {
        await using var store = new UpkeptStore();
        using var reached = new SemaphoreSlim(0);
        using var goOn = new ManualResetEventSlim();
        store.Measuring = () =>
        {
            reached.Release();
            goOn.Wait(Token);
        };
        store.Begin(highPercent: 85, lowPercent: 80);
        await reached.WaitAsync(Token);

        var image = FakeImage.Create(1);
        await store.Store.PrepareAsync(new FakeSource("pushed", image, isLocal: true), FakeImage.Amd64, Token);
        Assert.True(store.Has(image));

        goOn.Set();
        await store.Log.RoundAsync();
        Assert.True(store.Has(image));
    }

    /// <summary>As a machine's owner does, see <see cref="Images.Snapshots.ContainerdSnapshotter"/>.</summary>
    private static Task<Lease> HoldAsync(ContainerdClient client, string directory, int number) => client.Leases.CreateAsync(
        lifetime: null, new Dictionary<string, string> { ["slipway/data-directory"] = directory, ["slipway/machine"] = $"{number}" }, Token);

    private static async Task<IEnumerable<string>> HoldsAsync(ContainerdClient client) =>
        (await client.Leases.ListAsync(Token)).Select(lease => $"{lease.Labels["slipway/machine"]} of {lease.Labels["slipway/data-directory"]}").Order(StringComparer.Ordinal);

    /// <summary>What the role host counted since this was made.</summary>
    private sealed class HostMetrics : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, long> _sums = new();

        public HostMetrics()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Slipway.Host")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
            _listener.Start();
        }

        public long this[string name] => _sums.GetValueOrDefault(name);

        public void Dispose() => _listener.Dispose();
    }
}
