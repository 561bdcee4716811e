using System.Text.Json.Serialization;

namespace Slipway.Vmm.Snapshots;

/// <summary>Generated serialisation of <see cref="SnapshotManifest"/>.</summary>
[JsonSourceGenerationOptions(
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(SnapshotManifest))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
