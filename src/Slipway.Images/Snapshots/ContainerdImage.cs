using System.Text.Json.Serialization;
using Slipway.Containerd.Snapshots;

namespace Slipway.Images.Snapshots;

/// <summary>What containerd has of an image, as it was when it was unpacked.</summary>
internal sealed record ContainerdImage
{
    /// <summary>Its name there.</summary>
    public required string Name { get; init; }

    /// <summary>The key of its topmost layer's snapshot; empty for an image without layers.</summary>
    public required string Snapshot { get; init; }

    /// <summary>The UUID of the filesystem in that, which every snapshot made on it has; null where there is no layer.</summary>
    public Guid? Filesystem { get; init; }

    /// <summary>What machines' snapshots are made on.</summary>
    [JsonIgnore]
    public SnapshotKey Top => Snapshot.Length == 0 ? default : SnapshotKey.Parse(Snapshot);
}
