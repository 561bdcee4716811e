namespace Slipway.Containerd.Snapshots;

/// <summary>What can be done with a snapshot.</summary>
public enum SnapshotKind
{
    /// <summary>A kind that is not known here.</summary>
    Unknown = 0,

    /// <summary>Can be mounted for reading.</summary>
    View = 1,

    /// <summary>Can be mounted for writing, and committed.</summary>
    Active = 2,

    /// <summary>Cannot be mounted or changed; others are made on it.</summary>
    Committed = 3,
}
