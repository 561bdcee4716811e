using System.Text.Json.Serialization;

namespace Slipway.Oci.Manifests;

/// <summary>JSON of the OCI documents. A member named twice is refused: two readers could each believe another one.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImageManifest))]
[JsonSerializable(typeof(ImageIndex))]
[JsonSerializable(typeof(ImageConfig))]
internal sealed partial class OciJsonContext : JsonSerializerContext;
