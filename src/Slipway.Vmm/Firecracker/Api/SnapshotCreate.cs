namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Writes a paused machine to two files. Its drives are the caller's to copy.</summary>
internal sealed record SnapshotCreate
{
    /// <summary>Devices and processors.</summary>
    public required string SnapshotPath { get; init; }

    /// <summary>All of the guest's memory.</summary>
    public required string MemFilePath { get; init; }

    /// <summary>Null: full.</summary>
    public SnapshotType? SnapshotType { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/snapshot/create", this, FirecrackerJson.Default.SnapshotCreate);
}
