using System.Text.Json.Serialization;

namespace Slipway.Oci.Registry;

/// <summary>JSON that registries, token services and credential files speak.</summary>
[JsonSerializable(typeof(RegistryErrors))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(DockerConfigFile))]
[JsonSerializable(typeof(HelperAnswer))]
internal sealed partial class RegistryJsonContext : JsonSerializerContext;
