using Slipway.Vmm.Machines;

namespace Slipway.Host.Networks;

/// <summary>What is asked of a machine's network.</summary>
public sealed record MachineNetworkConfig
{
    /// <summary>Null: what the VMM has, which whoever chooses the VMM fills in.</summary>
    public required NetworkKind? Kind { get; init; }

    /// <summary>Ports of the host that lead into the guest.</summary>
    public IReadOnlyList<PublishedPort> Ports { get; init; } = [];

    /// <summary>The guest may connect to the outside; published ports work either way.</summary>
    public bool AllowOutbound { get; init; } = true;
}
