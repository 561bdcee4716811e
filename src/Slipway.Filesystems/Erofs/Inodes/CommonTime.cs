using Slipway.Filesystems.Erofs.Layout;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Erofs.Inodes;

/// <summary>
/// Finds the time that most inodes have: they need no time of their own. One that more than every ninth inode has is found for certain, in two passes over the
/// tree and constant memory (Misra and Gries, "Finding repeated elements", 1982).
/// </summary>
internal static class CommonTime
{
    private const int Candidates = 8;

    public static InodeTime Of(InodeTable inodes)
    {
        var counts = new Dictionary<InodeTime, uint>(Candidates + 1);
        for (var number = 1u; number <= inodes.Highest; number++)
        {
            if (TryTimeOf(inodes, number) is { } time)
                Count(counts, time);
        }

        foreach (var candidate in counts.Keys)
            counts[candidate] = 0;
        for (var number = 1u; number <= inodes.Highest; number++)
        {
            if (TryTimeOf(inodes, number) is { } time && counts.TryGetValue(time, out var count))
                counts[time] = count + 1;
        }

        return counts.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key.Seconds).ThenBy(static pair => pair.Key.Nanoseconds)
            .Select(static pair => pair.Key).FirstOrDefault();
    }

    /// <summary>Of an inode that is compact but for its time.</summary>
    private static InodeTime? TryTimeOf(InodeTable inodes, uint number)
    {
        ref var record = ref inodes[number];
        return record.IsFree || !InodeLayout.FitsCompact(record) ? null : new InodeTime(record.MtimeSeconds, record.MtimeNanoseconds);
    }

    private static void Count(Dictionary<InodeTime, uint> counts, InodeTime time)
    {
        if (counts.TryGetValue(time, out var count) || counts.Count < Candidates)
        {
            counts[time] = count + 1;
            return;
        }

        foreach (var (other, times) in counts.ToArray())
        {
            if (times == 1)
                counts.Remove(other);
            else
                counts[other] = times - 1;
        }
    }
}
