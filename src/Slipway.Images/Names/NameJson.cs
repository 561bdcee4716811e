using System.Text.Json.Serialization;

namespace Slipway.Images.Names;

/// <summary>JSON of the name records; the files are ours, so what is not known is an error.</summary>
[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(NameRecord))]
internal sealed partial class NameJson : JsonSerializerContext;
