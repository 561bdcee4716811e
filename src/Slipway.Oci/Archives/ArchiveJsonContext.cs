using System.Text.Json.Serialization;

namespace Slipway.Oci.Archives;

/// <summary>JSON that only archives by <c>docker save</c> have.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(IReadOnlyList<DockerArchiveImage>))]
internal sealed partial class ArchiveJsonContext : JsonSerializerContext;
