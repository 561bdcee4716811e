namespace Slipway.Registry.Authorizer;

/// <summary>
/// Token buckets by key in a fixed amount of memory (512 KiB): keys share <see cref="Slots"/> buckets by their hash, so that no number of keys makes it
/// grow and none can push another one out. Two keys of one bucket share its rate. Thread safe, no locks, no allocation.
/// </summary>
/// <remarks>A bucket is one number: the time at which it is full again (the generic cell rate algorithm, ITU-T I.371, virtual scheduling).</remarks>
internal sealed class RequestRates
{
    private const int Slots = 1 << 16;

    private readonly long[] _fullAt = new long[Slots];
    private readonly TimeProvider _time;
    private readonly long _cost;
    private readonly long _room;

    public RequestRates(RateLimit limit, TimeProvider time)
    {
        _time = time;
        _cost = Math.Max(1, (long)(TimeSpan.TicksPerSecond / limit.PerSecond));
        _room = _cost * limit.Burst;
    }

    /// <summary>Takes one from the key's bucket; zero, or when it is empty how long until one is there.</summary>
    public TimeSpan Take(string key)
    {
        ref var slot = ref Slot(key);
        var now = _time.GetUtcNow().UtcTicks;
        while (true)
        {
            var seen = Volatile.Read(ref slot);
            var fullAt = Math.Max(seen, now) + _cost;
            if (fullAt - now > _room)
                return TimeSpan.FromTicks(fullAt - now - _room);
            if (Interlocked.CompareExchange(ref slot, fullAt, seen) == seen)
                return TimeSpan.Zero;
        }
    }

    /// <summary>How long until one can be taken, without taking it.</summary>
    public TimeSpan Peek(string key)
    {
        var now = _time.GetUtcNow().UtcTicks;
        var excess = Math.Max(Volatile.Read(ref Slot(key)), now) + _cost - now - _room;
        return excess > 0 ? TimeSpan.FromTicks(excess) : TimeSpan.Zero;
    }

    // The hash of a string is seeded at random by the runtime, so nobody can choose keys that collide.
    private ref long Slot(string key) => ref _fullAt[(uint)key.GetHashCode(StringComparison.Ordinal) % Slots];
}
