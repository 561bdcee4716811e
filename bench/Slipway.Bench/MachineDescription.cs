using System.Runtime.InteropServices;

namespace Slipway.Bench;

/// <summary>The machine that figures were taken on, in one line.</summary>
internal static class MachineDescription
{
    public static string OfThisOne()
    {
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unknown";
        var memoryGib = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        return $"Measured {TimeProvider.System.GetUtcNow():yyyy-MM-dd} on {Environment.ProcessorCount} × {processor}, {memoryGib:F0} GiB, {RuntimeInformation.OSDescription.Trim()}.";
    }
}
