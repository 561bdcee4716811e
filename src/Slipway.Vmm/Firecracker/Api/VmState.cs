using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>What a machine is to do.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VmState>))]
internal enum VmState
{
    Paused,
    Resumed,
}
