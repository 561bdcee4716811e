using System.Text.Json.Serialization;

namespace Slipway.Registry.Uploads;

/// <summary>JSON of the files beside uploads.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UploadRecord))]
internal sealed partial class UploadJsonContext : JsonSerializerContext;
