using System.Text.Json.Serialization;

namespace Slipway.Registry.Distribution;

/// <summary>JSON of pushed manifests. A member named twice is refused: two readers could each believe another one.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PushedDocument))]
internal sealed partial class PushedJsonContext : JsonSerializerContext;
