using System.Numerics;

namespace Slipway.Filesystems.Blocks;

/// <summary>
/// Runs of blocks that removed files gave back, kept whole by joining neighbours and sorted into classes by size (powers of two), so
/// that finding room never searches: the class above the wanted size always fits. Among equals the lowest address wins.
/// </summary>
internal sealed class FreeExtents
{
    private readonly SortedSet<uint>[] _classes = new SortedSet<uint>[32];
    private readonly Dictionary<uint, uint> _lengthByStart = [];
    private readonly Dictionary<uint, uint> _startByEnd = [];

    public bool IsEmpty => _lengthByStart.Count == 0;

    /// <summary>All runs, lowest address first.</summary>
    public IEnumerable<(uint Start, uint Length)> InOrder() =>
        _lengthByStart.OrderBy(static pair => pair.Key).Select(static pair => (pair.Key, pair.Value));

    public void Add(uint start, uint length)
    {
        if (_startByEnd.TryGetValue(start, out var before))
        {
            length += start - before;
            start = before;
            Forget(before);
        }

        if (_lengthByStart.TryGetValue(start + length, out var after))
        {
            Forget(start + length);
            length += after;
        }

        _lengthByStart.Add(start, length);
        _startByEnd.Add(start + length, start);
        (_classes[BitOperations.Log2(length)] ??= []).Add(start);
    }

    /// <summary>Takes exactly <paramref name="length"/> blocks that lie together.</summary>
    public bool TryTake(uint length, out uint start)
    {
        var smallest = length <= 1 ? 0 : BitOperations.Log2(length - 1) + 1;
        for (var size = smallest; size < _classes.Length; size++)
        {
            if (_classes[size] is not { Count: > 0 } candidates)
                continue;
            start = candidates.Min;
            Split(start, length);
            return true;
        }

        start = 0;
        return false;
    }

    private void Split(uint start, uint length)
    {
        var whole = _lengthByStart[start];
        Forget(start);
        if (whole > length)
            Add(start + length, whole - length);
    }

    private void Forget(uint start)
    {
        _lengthByStart.Remove(start, out var length);
        _startByEnd.Remove(start + length);
        _classes[BitOperations.Log2(length)].Remove(start);
    }
}
