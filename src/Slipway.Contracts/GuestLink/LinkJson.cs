using System.Text.Json.Serialization;

namespace Slipway.Contracts.GuestLink;

/// <summary>Generated serialisation of the guest link's messages.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(GuestRequest))]
[JsonSerializable(typeof(StreamCommand))]
[JsonSerializable(typeof(GuestReply))]
[JsonSerializable(typeof(LinkError))]
internal sealed partial class LinkJson : JsonSerializerContext;
