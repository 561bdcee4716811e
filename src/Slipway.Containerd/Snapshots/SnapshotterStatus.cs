namespace Slipway.Containerd.Snapshots;

/// <summary>Whether a snapshotter can be used.</summary>
public abstract record SnapshotterStatus
{
    private SnapshotterStatus()
    {
    }

    /// <summary>It is there and started.</summary>
    public sealed record Ready : SnapshotterStatus;

    /// <summary>containerd was built without it or does not load it.</summary>
    public sealed record Absent : SnapshotterStatus;

    /// <summary>It did not start; <paramref name="Reason"/> is containerd's words.</summary>
    public sealed record Broken(string Reason) : SnapshotterStatus;
}
