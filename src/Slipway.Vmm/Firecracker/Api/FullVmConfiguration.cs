using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>All that a Firecracker was configured with, as far as this code configures it. What was booted is missing: after a snapshot is loaded nobody knows it.</summary>
internal sealed record FullVmConfiguration
{
    public static FirecrackerQuery<FullVmConfiguration> Query { get; } = new("/vm/config", FirecrackerJson.Default.FullVmConfiguration);

    [JsonPropertyName("machine-config")]
    public MachineConfiguration? MachineConfig { get; init; }

    public IReadOnlyList<Drive>? Drives { get; init; }

    [JsonPropertyName("network-interfaces")]
    public IReadOnlyList<NetworkInterface>? NetworkInterfaces { get; init; }

    public Vsock? Vsock { get; init; }

    public Balloon? Balloon { get; init; }

    public EntropyDevice? Entropy { get; init; }
}
