using System.Text.Json.Serialization;

namespace Slipway.Images.Leases;

/// <summary>JSON of the leases; the files are ours, so what is not known is an error.</summary>
[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false, RespectNullableAnnotations = true, WriteIndented = true)]
[JsonSerializable(typeof(LeaseRecord))]
internal sealed partial class LeaseJson : JsonSerializerContext;
