using System.Text.Json.Serialization;
using Slipway.Images.Conversion;

namespace Slipway.Images.Layers;

/// <summary>JSON of the facts; the files are ours, so what is not known is an error.</summary>
[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(LayerFacts))]
internal sealed partial class LayerJson : JsonSerializerContext;
