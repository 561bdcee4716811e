namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Makes a fresh Firecracker, with nothing but a log configured, the machine of a snapshot. Drives are opened at the paths they had.</summary>
internal sealed record SnapshotLoad
{
    public required string SnapshotPath { get; init; }

    public required MemoryBackend MemBackend { get; init; }

    /// <summary>The guest runs at once.</summary>
    public bool? ResumeVm { get; init; }

    public IReadOnlyList<NetworkOverride>? NetworkOverrides { get; init; }

    public VsockOverride? VsockOverride { get; init; }

    /// <summary>The guest's clock is set forward by the time that has passed.</summary>
    public bool? ClockRealtime { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/snapshot/load", this, FirecrackerJson.Default.SnapshotLoad, Since);

    private FirecrackerVersion Since => this switch
    {
        { VsockOverride: not null } or { ClockRealtime: not null } => FirecrackerFeatures.SnapshotOverrides,
        { NetworkOverrides: not null } => FirecrackerFeatures.NetworkOverrides,
        _ => FirecrackerFeatures.Minimum,
    };
}
