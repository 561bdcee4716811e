namespace Slipway.Vmm.Firecracker.Api;

/// <summary>What the process is and does at the moment.</summary>
internal sealed record InstanceInfo
{
    public static FirecrackerQuery<InstanceInfo> Query { get; } = new("/", FirecrackerJson.Default.InstanceInfo);

    /// <summary><c>Firecracker</c></summary>
    public required string AppName { get; init; }

    public required string Id { get; init; }

    /// <summary><c>Not started</c>, <c>Running</c> or <c>Paused</c>.</summary>
    public required string State { get; init; }

    public required string VmmVersion { get; init; }
}
