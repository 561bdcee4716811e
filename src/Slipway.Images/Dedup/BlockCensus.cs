using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Slipway.Images.Dedup;

/// <summary>
/// Counts equal blocks, by the first half of their SHA-256, in bounded memory: once it knows too many different ones it goes on with only those whose hash
/// ends in one more zero bit, and forgets the others with all that was counted of them. Chosen by their hashes, the blocks that are followed are a fair sample:
/// of each all copies are seen. For one thread.
/// </summary>
/// <param name="capacity">Most different blocks that are followed.</param>
internal sealed class BlockCensus(int capacity = BlockCensus.DefaultCapacity)
{
    public const int BlockBytes = 4096;

    /// <summary>So many are 4 GiB of different blocks; of a larger store as many are a sample whose error is well below one percent of what it counts.</summary>
    private const int DefaultCapacity = 1 << 20;

    /// <summary>Of the dictionary: hash, layer, two counts, and 24 bytes of its own.</summary>
    private const int EntryBytes = 52;

    // Never grows: growing, it would be there twice for a moment.
    private readonly Dictionary<UInt128, Seen> _seen = new(capacity + 1);
    private int _layer;
    private int _skippedBits;

    /// <summary>What a census of the usual capacity takes: 52 MiB.</summary>
    public const long MemoryBytes = (long)DefaultCapacity * EntryBytes;

    /// <summary>The part of the different blocks that is followed.</summary>
    public double SampledShare => 1.0 / (1L << _skippedBits);

    /// <summary>Blocks that their layer had before.</summary>
    public long Within => _seen.Values.Sum(seen => (long)seen.Within) << _skippedBits;

    /// <summary>Blocks that a layer before had, once for each layer.</summary>
    public long Between => _seen.Values.Sum(seen => (long)seen.Between) << _skippedBits;

    /// <summary>What is added from now on is of another layer.</summary>
    public void BeginLayer() => _layer++;

    /// <summary>Adds one block; the last of a file may be shorter.</summary>
    public void Add(ReadOnlySpan<byte> block)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(block, hash);
        var key = BinaryPrimitives.ReadUInt128BigEndian(hash);
        if (!IsFollowed(key))
            return;
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, key, out var isKnown);
        if (isKnown && seen.LastLayer == _layer)
            seen.Within++;
        else if (isKnown)
            seen.Between++;
        seen.LastLayer = _layer;
        while (_seen.Count > capacity)
            FollowFewer();
    }

    private bool IsFollowed(UInt128 key) => (key & ((UInt128.One << _skippedBits) - 1)) == 0;

    private void FollowFewer()
    {
        _skippedBits++;
        foreach (var key in _seen.Keys)
        {
            if (!IsFollowed(key))
                _seen.Remove(key);
        }
    }

    private record struct Seen(int LastLayer, int Within, int Between);
}
