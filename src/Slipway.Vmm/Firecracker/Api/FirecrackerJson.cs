using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>The API's JSON: names in snake case, what is null left out.</summary>
[JsonSerializable(typeof(Balloon))]
[JsonSerializable(typeof(BalloonStatistics))]
[JsonSerializable(typeof(BalloonUpdate))]
[JsonSerializable(typeof(BootSource))]
[JsonSerializable(typeof(Drive))]
[JsonSerializable(typeof(DriveUpdate))]
[JsonSerializable(typeof(EntropyDevice))]
[JsonSerializable(typeof(Fault))]
[JsonSerializable(typeof(FullVmConfiguration))]
[JsonSerializable(typeof(InstanceActionInfo))]
[JsonSerializable(typeof(InstanceInfo))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Logger))]
[JsonSerializable(typeof(MachineConfiguration))]
[JsonSerializable(typeof(MemoryHotplug))]
[JsonSerializable(typeof(MemoryHotplugStatus))]
[JsonSerializable(typeof(MemoryHotplugUpdate))]
[JsonSerializable(typeof(Metrics))]
[JsonSerializable(typeof(MmdsConfig))]
[JsonSerializable(typeof(NetworkInterface))]
[JsonSerializable(typeof(Pmem))]
[JsonSerializable(typeof(SerialDevice))]
[JsonSerializable(typeof(SnapshotCreate))]
[JsonSerializable(typeof(SnapshotLoad))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(VmStateUpdate))]
[JsonSerializable(typeof(Vsock))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class FirecrackerJson : JsonSerializerContext;
