using System.Text.Json.Serialization;

namespace Slipway.Images.Snapshots;

/// <summary>JSON of the records; the files are ours, so what is not known is an error.</summary>
[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ContainerdImage))]
internal sealed partial class ContainerdJson : JsonSerializerContext;
