namespace Slipway.Vmm.Jails;

/// <summary>What a machine's processes may take together.</summary>
/// <param name="ProcessorPercent">Of one processor.</param>
/// <param name="MemoryBytes">Including the page cache of its files, which is given up before the limit hurts.</param>
/// <param name="MaxThreads">Threads and processes.</param>
internal sealed record GroupLimits(int ProcessorPercent, long MemoryBytes, int MaxThreads);
