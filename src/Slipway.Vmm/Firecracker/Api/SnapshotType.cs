using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>How much memory a snapshot has.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SnapshotType>))]
internal enum SnapshotType
{
    Full,

    /// <summary>The pages written since the last.</summary>
    Diff,
}
