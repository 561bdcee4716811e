namespace Slipway.Registry.Metadata;

/// <summary>
/// A bounded memory of what was read from the database that never answers with what a finished change has replaced. Thread safe.
/// </summary>
/// <remarks>
/// A reader takes a ticket, reads the database, and offers what it read; the writer announces a key before it commits and again after. An offer is
/// taken only when no key of its shard was announced since its ticket and none is between its two announcements, so that a slow reader cannot put an
/// old value back. Entries age in two generations: what was not asked for while a generation filled up is forgotten with the next one.
/// </remarks>
internal sealed class CoherentCache<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private const int Shards = 16;

    /// <summary>What an entry costs beside its value: keys, two table slots and headers, roughly.</summary>
    private const int EntryBytes = 512;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Shard())];
    private readonly long _generationBytes;
    private readonly Func<TValue, long> _size;

    public CoherentCache(long maxBytes, Func<TValue, long> size)
    {
        _generationBytes = maxBytes / Shards / 2;
        _size = size;
    }

    /// <summary>The value in memory, or null and the ticket for the offer.</summary>
    public TValue? Find(TKey key, out long ticket)
    {
        var shard = ShardOf(key);
        lock (shard.Gate)
        {
            ticket = shard.Version;
            if (shard.Young.TryGetValue(key, out var value))
                return value;
            if (!shard.Old.Remove(key, out value))
                return null;
            Add(shard, key, value);
            return value;
        }
    }

    /// <summary>Keeps what the database answered after the ticket was taken.</summary>
    public void Offer(TKey key, TValue value, long ticket)
    {
        var shard = ShardOf(key);
        lock (shard.Gate)
        {
            if (shard.Version == ticket && shard.Changing == 0 && !shard.Young.ContainsKey(key))
                Add(shard, key, value);
        }
    }

    /// <summary>Forgets a key that is about to change; <see cref="EndChange"/> must follow.</summary>
    public void BeginChange(TKey key)
    {
        var shard = ShardOf(key);
        lock (shard.Gate)
        {
            shard.Version++;
            shard.Changing++;
            shard.Old.Remove(key);
            if (shard.Young.Remove(key, out var value))
                shard.YoungBytes -= Cost(value);
        }
    }

    /// <summary>The change is visible to new reads of the database, or was undone.</summary>
    public void EndChange(TKey key)
    {
        var shard = ShardOf(key);
        lock (shard.Gate)
        {
            shard.Version++;
            shard.Changing--;
        }
    }

    private void Add(Shard shard, TKey key, TValue value)
    {
        var cost = Cost(value);
        if (cost > _generationBytes)
            return;
        if (shard.YoungBytes + cost > _generationBytes)
        {
            (shard.Old, shard.Young) = (shard.Young, shard.Old);
            shard.Young.Clear();
            shard.YoungBytes = 0;
        }

        shard.Old.Remove(key);
        shard.Young.Add(key, value);
        shard.YoungBytes += cost;
    }

    private long Cost(TValue value) => _size(value) + EntryBytes;

    private Shard ShardOf(TKey key) => _shards[(uint)key.GetHashCode() % Shards];

    private sealed class Shard
    {
        public Lock Gate { get; } = new();

        public Dictionary<TKey, TValue> Young { get; set; } = [];

        public Dictionary<TKey, TValue> Old { get; set; } = [];

        public long YoungBytes { get; set; }

        public long Version { get; set; }

        public int Changing { get; set; }
    }
}
