namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Another tap for one interface of a snapshot.</summary>
internal sealed record NetworkOverride(string IfaceId, string HostDevName);
