using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Snapshots;

/// <summary>What of a machine's configuration the state of its devices depends on: a snapshot fits a machine of equal shape.</summary>
public sealed record MachineShape
{
    public required Accelerator Accelerator { get; init; }

    public required int VcpuCount { get; init; }

    public required int MemoryMib { get; init; }

    /// <summary>One word for each drive in order, serial and mode: <c>boot:ro</c>, <c>writable:rw</c>.</summary>
    public required IReadOnlyList<string> Drives { get; init; }

    /// <summary>How its network device is connected: <c>none</c>, <c>user</c>, or <c>tap</c> with the guest's hardware address.</summary>
    public required string Network { get; init; }

    public static MachineShape Of(VmConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new MachineShape
        {
            Accelerator = config.Accelerator,
            VcpuCount = config.VcpuCount,
            MemoryMib = config.MemoryMib,
            Drives = [.. config.Drives.Select(drive => $"{drive.Serial}:{(drive.IsReadOnly ? "ro" : "rw")}")],
            Network = config.Network switch
            {
                null => "none",
                UserNetworkConfig => "user",
                TapNetworkConfig tap => $"tap {tap.MacAddress}",
                var other => throw new InvalidOperationException($"{other} is no network of a machine"),
            },
        };
    }

    /// <summary>The first difference in words, this one's value first; null when there is none.</summary>
    public string? DifferenceFrom(MachineShape other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this switch
        {
            _ when Accelerator != other.Accelerator => $"ran under {Accelerator} and not under {other.Accelerator}",
            _ when VcpuCount != other.VcpuCount => $"had {VcpuCount} processors and not {other.VcpuCount}",
            _ when MemoryMib != other.MemoryMib => $"had {MemoryMib} MiB of memory and not {other.MemoryMib}",
            _ when !Drives.SequenceEqual(other.Drives) => $"had the drives {string.Join(", ", Drives)} and not {string.Join(", ", other.Drives)}",
            _ when Network != other.Network => $"had the network '{Network}' and not '{other.Network}'",
            _ => null,
        };
    }

    // A list in a record compares by reference.
    public bool Equals(MachineShape? other) => other is not null && DifferenceFrom(other) is null;

    public override int GetHashCode() => HashCode.Combine(Accelerator, VcpuCount, MemoryMib, Drives.Count, Network);
}
