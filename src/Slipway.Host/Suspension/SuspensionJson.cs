using System.Text.Json.Serialization;

namespace Slipway.Host.Suspension;

/// <summary>Generated serialisation of <see cref="SuspensionRecord"/>.</summary>
[JsonSourceGenerationOptions(
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    WriteIndented = true)]
[JsonSerializable(typeof(SuspensionRecord))]
internal sealed partial class SuspensionJson : JsonSerializerContext;
