namespace Slipway.Contracts.GuestLink;

/// <summary>The guest's counters, as the kernel has them in <c>/proc</c>. Counters rise from the guest's boot.</summary>
public sealed record SystemInfoReply : GuestReply
{
    /// <summary>All of <c>/proc/meminfo</c> by its own names, in bytes (lines without a unit: as they are).</summary>
    public required IReadOnlyDictionary<string, long> Memory { get; init; }

    /// <summary>Load averages of 1, 5 and 15 minutes.</summary>
    public required IReadOnlyList<double> LoadAverage { get; init; }

    /// <summary>Per processor: user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice in clock ticks (1/100 s).</summary>
    public required IReadOnlyList<IReadOnlyList<long>> Cpus { get; init; }

    /// <summary>Block devices named <c>vd*</c>: the numbers of <c>/proc/diskstats</c> in its order (kernel: Documentation/admin-guide/iostats.rst).</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<long>> Disks { get; init; }

    /// <summary>Network devices but <c>lo</c>: the 16 numbers of <c>/proc/net/dev</c> in its order.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<long>> Networks { get; init; }

    /// <summary>Open files in the whole guest.</summary>
    public required long OpenFiles { get; init; }

    /// <summary>How many may be open.</summary>
    public required long MaxOpenFiles { get; init; }
}
