using Slipway.Registry.Metadata;

namespace Slipway.Registry.Tests.Metadata;

/// <summary>The rules of the memory, one by one.</summary>
public sealed class CoherentCacheTests
{
    private const int ValueBytes = 1000;
    private const int MaxBytes = 1_000_000;

    private readonly CoherentCache<int, string> _cache = new(MaxBytes, static _ => ValueBytes);

    [Fact]
    public void Offer_NothingChanged_IsKept()
    {
        Assert.Null(_cache.Find(1, out var ticket));
        _cache.Offer(1, "one", ticket);
        Assert.Equal("one", _cache.Find(1, out _));
    }

    [Fact]
    public void Offer_OlderThanAChange_IsRefused()
    {
        _cache.Find(1, out var ticket);
        _cache.BeginChange(1);
        _cache.EndChange(1);
        _cache.Offer(1, "old", ticket);
        Assert.Null(_cache.Find(1, out _));
    }

    [Fact]
    public void Offer_WhileAChangeIsBeingCommitted_IsRefused()
    {
        _cache.BeginChange(1);
        _cache.Find(1, out var ticket);
        _cache.Offer(1, "old or new", ticket);
        Assert.Null(_cache.Find(1, out _));
        _cache.EndChange(1);
        _cache.Offer(1, "read before the commit", ticket);
        Assert.Null(_cache.Find(1, out ticket));
        _cache.Offer(1, "new", ticket);
        Assert.Equal("new", _cache.Find(1, out _));
    }

    [Fact]
    public void BeginChange_KnownKey_ForgetsItInBothGenerations()
    {
        for (var key = 0; key < 2000; key++)
            Add(key);
        for (var key = 0; key < 2000; key++)
        {
            _cache.BeginChange(key);
            _cache.EndChange(key);
            Assert.Null(_cache.Find(key, out _));
        }
    }

    [Fact]
    public void Offer_MoreThanItHolds_ForgetsWhatWasNotAskedFor()
    {
        Add(-1);
        for (var key = 0; key < 10_000; key++)
        {
            Add(key);
            Assert.NotNull(_cache.Find(-1, out _));
        }

        var kept = Enumerable.Range(0, 10_000).Count(key => _cache.Find(key, out _) is not null);
        Assert.InRange(kept, 100, MaxBytes / ValueBytes);
    }

    [Fact]
    public void Offer_LargerThanAGeneration_IsNotKept()
    {
        var cache = new CoherentCache<int, string>(MaxBytes, static _ => MaxBytes / 16);
        cache.Find(1, out var ticket);
        cache.Offer(1, "one", ticket);
        Assert.Null(cache.Find(1, out _));
    }

    private void Add(int key)
    {
        _cache.Find(key, out var ticket);
        _cache.Offer(key, "value", ticket);
    }
}
