using System.Buffers.Binary;
using CsCheck;
using Slipway.Images.Dedup;
using Slipway.Images.Tests.Store;

namespace Slipway.Images.Tests.Dedup;

public sealed class BlockCensusTests
{
    [Fact]
    public void Count_AnyLayers_IsThatOfAllBlocksKept() =>
        Gen.Int[0, 20].Array[0, 30].Array[0, 6].Sample(layers =>
        {
            var census = new BlockCensus();
            foreach (var layer in layers)
            {
                census.BeginLayer();
                foreach (var block in layer)
                    census.Add(BlockOf(block));
            }

            var within = layers.Sum(layer => layer.Length - layer.Distinct().Count());
            var between = layers.Sum(layer => layer.Distinct().Count()) - layers.SelectMany(layer => layer).Distinct().Count();
            Assert.Equal((within, between), (census.Within, census.Between));
            Assert.Equal(1, census.SampledShare);
        });

    [Fact]
    public void Count_MoreBlocksThanItMayKnow_IsAFairEstimate()
    {
        const int Blocks = 100_000;
        var census = new BlockCensus(capacity: 5_000);
        for (var layer = 0; layer < 2; layer++)
        {
            census.BeginLayer();
            for (var block = 0; block < Blocks; block++)
                census.Add(BlockOf(block));
        }

        census.Add(BlockOf(0));
        Assert.InRange(census.SampledShare, 1 / 64.0, 1 / 16.0);
        Assert.InRange(census.Between, Blocks * 9 / 10, Blocks * 11 / 10);
    }

    [Fact]
    public async Task Measure_LayersWithTheSameFile_FindsItsBlocks()
    {
        using var store = new TestStore(isInMemory: true);
        var content = FakeImage.LayerOf(1, 400_000);
        await store.PullAsync("a.example/a:1", FakeImage.Of([content], "a"));
        await store.PullAsync("a.example/b:1", FakeImage.Of([FakeImage.LayerOf(1, 404_096)], "b"));
        var (done, total) = (0L, 0L);
        var report = await store.Store.MeasureDedupAsync(new Latest(value => (done, total) = value), TestStore.Token);
        Assert.Equal(2, report.Layers);
        Assert.InRange(report.BetweenBytes, 390_000, 500_000);
        Assert.InRange(report.Bytes, 800_000, 1_600_000);
        Assert.True(done > 800_000 && total >= done);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Store.MeasureDedupAsync(new Latest(_ => { }), cancelled.Token));
    }

    private static byte[] BlockOf(int number)
    {
        var block = new byte[64];
        BinaryPrimitives.WriteInt32LittleEndian(block, number);
        return block;
    }

    private sealed class Latest(Action<(long Done, long Total)> report) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value) => report(value);
    }
}
