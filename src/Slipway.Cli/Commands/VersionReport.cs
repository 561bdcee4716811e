using System.Text.Json.Serialization;

namespace Slipway.Cli.Commands;

/// <summary>What <c>slipway version --format json</c> prints.</summary>
/// <param name="Version">The semantic version, with the commit it was built from after a plus sign.</param>
/// <param name="Platform">The OCI platform of this build, such as <c>linux/amd64</c>.</param>
internal sealed record VersionReport(string Version, string Platform);

[JsonSerializable(typeof(VersionReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class VersionJson : JsonSerializerContext;
