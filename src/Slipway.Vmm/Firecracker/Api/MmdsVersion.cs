using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>The metadata service's protocol.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MmdsVersion>))]
internal enum MmdsVersion
{
    V1,
    V2,
}
