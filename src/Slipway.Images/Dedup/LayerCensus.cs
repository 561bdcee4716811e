using Microsoft.Win32.SafeHandles;
using Slipway.Images.Layers;
using Slipway.Linux.Files;

namespace Slipway.Images.Dedup;

/// <summary>Reads the converted layers of a store, one after the other, for a <see cref="BlockCensus"/>. For one use.</summary>
internal sealed class LayerCensus(LayerStore layers, IProgress<(long Done, long Total)> progress, CancellationToken cancellationToken)
{
    /// <summary>Read at a time.</summary>
    private const int ChunkBytes = 256 * BlockCensus.BlockBytes;

    private readonly BlockCensus _census = new();
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private long _done;
    private long _blocks;

    public DedupReport Run()
    {
        List<string> names = [.. layers.List().Order(StringComparer.Ordinal)];
        var total = names.Sum(layers.SizeOf);
        var count = 0;
        foreach (var name in names)
        {
            // One that is gone meanwhile is not counted.
            using var file = layers.TryLease(name);
            if (file is null)
                continue;
            count++;
            _census.BeginLayer();
            foreach (var (start, end) in SparseFile.DataOf(file).ToList())
                Read(file, start, end, total);
        }

        return new DedupReport(
            count, _blocks * BlockCensus.BlockBytes, _census.Within * BlockCensus.BlockBytes, _census.Between * BlockCensus.BlockBytes, _census.SampledShare);
    }

    /// <summary>The blocks of a range of data, those it begins or ends in whole.</summary>
    private void Read(SafeFileHandle file, long start, long end, long total)
    {
        for (var offset = start / BlockCensus.BlockBytes * BlockCensus.BlockBytes; offset < end; offset += ChunkBytes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wanted = (int)Math.Min(ChunkBytes, end - offset);
            var read = RandomAccess.Read(file, _chunk.AsSpan(0, wanted), offset);
            for (var i = 0; i < read; i += BlockCensus.BlockBytes)
            {
                _census.Add(_chunk.AsSpan(i, Math.Min(BlockCensus.BlockBytes, read - i)));
                _blocks++;
            }

            _done += read;
            progress.Report((_done, Math.Max(total, _done)));
        }
    }
}
