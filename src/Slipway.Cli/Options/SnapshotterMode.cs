namespace Slipway.Cli.Options;

/// <summary>The values of <c>--snapshotter</c>.</summary>
internal enum SnapshotterMode
{
    /// <summary>The best that works here.</summary>
    Auto,
    Overlay,
    Reflink,
    Loop,
    Containerd,
}
