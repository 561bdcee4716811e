namespace Slipway.Vmm.Firecracker.Api;

/// <summary>What Firecracker answers where it refuses (definition Error).</summary>
internal sealed record Fault
{
    public string? FaultMessage { get; init; }
}
