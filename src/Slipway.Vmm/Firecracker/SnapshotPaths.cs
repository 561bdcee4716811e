namespace Slipway.Vmm.Firecracker;

/// <summary>The two files of a snapshot as a Firecracker finds them.</summary>
internal sealed record SnapshotPaths(string Memory, string State);
