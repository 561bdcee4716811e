using System.Text.Json.Serialization;
using Slipway.Containerd.Snapshots;

namespace Slipway.Images.Snapshots;

/// <summary>What containerd has of an image. Written before anything is put there, so that nothing is there of which nobody knows, and again once it is unpacked.</summary>
internal sealed record ContainerdImage
{
    /// <summary>Its name there.</summary>
    public required string Name { get; init; }

    /// <summary>The key of its topmost layer's snapshot; empty for an image without layers, null until it is unpacked.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The UUID of the filesystem in that, which every snapshot made on it has; null where there is no layer.</summary>
    public Guid? Filesystem { get; init; }

    /// <summary>What machines' snapshots are made on.</summary>
    [JsonIgnore]
    public SnapshotKey Top => string.IsNullOrEmpty(Snapshot) ? default : SnapshotKey.Parse(Snapshot);
}
