namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Another socket for the vsock device of a snapshot.</summary>
internal sealed record VsockOverride(string UdsPath);
