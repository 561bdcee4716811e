namespace Slipway.Images.Tests.Store;

public sealed class ConcurrencyTests
{
    private const string Name = "registry.example/app:latest";

    [Fact]
    public async Task Acquire_FiftyAtOnce_PullOnce()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        var sources = Enumerable.Range(0, 50).Select(_ => new FakeSource(Name, image)).ToList();
        // Each has a store of its own, as each process has.
        var leases = await Task.WhenAll(sources.Select(source => Task.Run(() =>
            TestStore.Open(store.Directory, store.Clock).AcquireAsync(source, FakeImage.Amd64, PullPolicy.Missing, new ProgressLog(), TestStore.Token))));

        Assert.Equal((1, 3), (sources.Sum(source => source.Resolved), sources.Sum(source => source.Opened.Count)));
        Assert.Equal(store.RootfsFiles.Order(), leases.SelectMany(lease => lease.Layers).Select(layer => layer.Path).Distinct().Order());
        Array.ForEach(leases, lease => lease.Dispose());
        Assert.Equal(0, store.OpenDescriptors);
    }

    [Fact]
    public async Task Acquire_FiftyNamesOfOneImage_DownloadAndConvertOnce()
    {
        using var store = new TestStore();
        var image = FakeImage.Create(1);
        var sources = Enumerable.Range(0, 50).Select(i => new FakeSource($"registry.example/app:{i}", image)).ToList();
        var leases = await Task.WhenAll(sources.Select(source => Task.Run(() => store.AcquireAsync(source))));
        Assert.Equal(3, sources.Sum(source => source.Opened.Count));
        Assert.Equal(3, store.RootfsFiles.Count);
        Array.ForEach(leases, lease => lease.Dispose());
        Assert.Equal(0, store.OpenDescriptors);
    }

    [Fact]
    public async Task Acquire_AnotherImageMeanwhile_DoesNotWait()
    {
        using var store = new TestStore();
        var gate = new TaskCompletionSource();
        var slow = new FakeSource("registry.example/slow:1", FakeImage.Create(1)) { Answer = Held(gate.Task) };
        var first = store.AcquireAsync(slow);
        (await store.AcquireAsync(new FakeSource("registry.example/quick:1", FakeImage.Create(2)))).Dispose();
        Assert.False(first.IsCompleted);
        gate.SetResult();
        (await first).Dispose();
    }

    [Fact]
    public async Task Acquire_SameImageMeanwhile_SaysItWaitsAndCanBeCancelled()
    {
        using var store = new TestStore();
        using var cancel = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        var image = FakeImage.Create(1);
        var first = store.AcquireAsync(new FakeSource(Name, image) { Answer = Held(gate.Task) });
        var (impatient, patient) = (new ProgressLog(), new ProgressLog());
        var second = store.Store.AcquireAsync(new FakeSource(Name, image), FakeImage.Amd64, PullPolicy.Missing, impatient, cancel.Token);
        var third = store.AcquireAsync(new FakeSource(Name, image), PullPolicy.Missing, patient);
        await impatient.ReachedAsync(ImagePhase.Waiting);
        await patient.ReachedAsync(ImagePhase.Waiting);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.SetResult();
        (await first).Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Sweep_DuringAPull_RemovesNothingOfIt()
    {
        using var store = new TestStore();
        var gate = new TaskCompletionSource();
        var image = FakeImage.Create(1);
        var (progress, source) = (new ProgressLog(), new FakeSource(Name, image));
        source.Answer = async (blob, bytes, token) =>
        {
            if (blob.Digest == image.LayerList[2].Digest)
                await gate.Task.WaitAsync(token);
            return new MemoryStream(bytes);
        };
        var pull = store.AcquireAsync(source, PullPolicy.Missing, progress);
        await progress.ReachedAsync(ImagePhase.Downloaded);
        await store.PruneAsync(TimeSpan.Zero);
        gate.SetResult();
        using var lease = await pull;
        Assert.Equal(5, store.BlobFiles.Count);
        Assert.Equal(3, source.Opened.Count);
    }

    private static Func<Oci.Manifests.Descriptor, byte[], CancellationToken, Task<Stream>> Held(Task gate) => async (_, bytes, token) =>
    {
        await gate.WaitAsync(token);
        return new MemoryStream(bytes);
    };
}
