using Slipway.Host.Machines;
using Slipway.Host.Networks;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Suspension;

/// <summary>What is asked of a machine that goes on; the rest is as it was.</summary>
public sealed record ResumeConfig
{
    /// <summary>Null: the name that it was given; where it had only its id, the new machine has its own.</summary>
    public string? Hostname { get; init; }

    /// <summary>Null: the ports that it had. Without a network it cannot have any.</summary>
    public IReadOnlyList<PublishedPort>? Ports { get; init; }

    /// <summary>As <see cref="MachineConfig.SuspendDirectory"/>.</summary>
    public string? SuspendDirectory { get; init; }

    /// <summary>How long the guest may take until its init answers.</summary>
    public required TimeSpan AnswerTimeout { get; init; }

    /// <exception cref="FormatException">Ports are asked for where there is no network.</exception>
    internal MachineConfig MachineOf(SuspensionRecord record)
    {
        if (record.Network is null && Ports is { Count: > 0 })
            throw new FormatException("the suspended machine has no network device; no port can be published.");
        return new MachineConfig
        {
            Program = record.Program,
            Hostname = Hostname ?? record.Hostname,
            VcpuCount = record.VcpuCount,
            MemoryMib = record.MemoryMib,
            DiskBytes = 0,
            Network = record.Network is { } kind ? NetworkOf(record, kind) : null,
            Accelerator = record.Accelerator,
            UsesTemplate = false,
            SuspendDirectory = SuspendDirectory,
            BootTimeout = AnswerTimeout,
        };
    }

    private MachineNetworkConfig NetworkOf(SuspensionRecord record, NetworkKind kind) =>
        new() { Kind = kind, AllowOutbound = record.AllowOutbound, Ports = Ports ?? [.. record.Ports.Select(port => port.ToPort())] };
}
