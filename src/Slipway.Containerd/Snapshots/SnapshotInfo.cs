namespace Slipway.Containerd.Snapshots;

/// <summary>A snapshot as containerd knows it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Parent">What it was made on; <c>default</c>: nothing.</param>
/// <param name="Kind">What can be done with it.</param>
/// <param name="Labels">Free text by key.</param>
public sealed record SnapshotInfo(SnapshotKey Key, SnapshotKey Parent, SnapshotKind Kind, IReadOnlyDictionary<string, string> Labels);
