using Slipway.Host.Machines;
using Slipway.Host.Networks;
using Slipway.Vmm.Acceleration;

namespace Slipway.Host.Suspension;

/// <summary>What <c>machine.json</c> says of a suspended machine beside its memory.</summary>
internal sealed record SuspensionRecord
{
    public const int CurrentFormat = 3;

    public required int Format { get; init; }

    public required string ImageName { get; init; }

    /// <summary>Of the manifest.</summary>
    public required string ImageDigest { get; init; }

    public required string ImagePlatform { get; init; }

    /// <summary>
    /// The names of the layers' files, from the lowest, in which the version of their writer is: other bytes under a mounted filesystem would destroy it. None
    /// where the machine's own disk is its whole root, which needs the image no more.
    /// </summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>The name that was asked for; null: the machine's id was its name, so each that goes on gets another.</summary>
    public required string? Hostname { get; init; }

    public required int VcpuCount { get; init; }

    public required int MemoryMib { get; init; }

    public required Accelerator Accelerator { get; init; }

    /// <summary>Null: it has no network device.</summary>
    public required NetworkKind? Network { get; init; }

    public required bool AllowOutbound { get; init; }

    public required IReadOnlyList<PublishedPortRecord> Ports { get; init; }

    public required MachineProgram Program { get; init; }
}
