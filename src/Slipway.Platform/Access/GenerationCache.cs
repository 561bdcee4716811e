using System.Collections.Concurrent;

namespace Slipway.Platform.Access;

/// <summary>
/// Remembers what was read from the store until it is told to forget. What a reader read before a change can never be remembered after it: the
/// reader says which generation it began in, and every forgetting begins a new one. Bounded; thread safe.
/// </summary>
internal sealed class GenerationCache<TKey, TValue>(int maxEntries)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _entries = [];
    private readonly Lock _change = new();
    private long _generation;

    /// <summary>To be read before what is remembered is read.</summary>
    public long Generation => Volatile.Read(ref _generation);

    public TValue? Find(TKey key) => _entries.GetValueOrDefault(key);

    /// <summary>Remembers, unless something was forgotten since <paramref name="generation"/>. A full cache begins anew.</summary>
    public void Remember(TKey key, TValue value, long generation)
    {
        lock (_change)
        {
            if (_generation != generation)
                return;
            if (_entries.Count >= maxEntries)
                _entries.Clear();
            _entries[key] = value;
        }
    }

    public void Forget(Func<TKey, TValue, bool> changed)
    {
        lock (_change)
        {
            _generation++;
            foreach (var (key, value) in _entries)
            {
                if (changed(key, value))
                    _entries.TryRemove(key, out _);
            }
        }
    }
}
