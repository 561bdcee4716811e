namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Where a loaded snapshot's memory comes from.</summary>
/// <param name="BackendType">What the path is.</param>
/// <param name="BackendPath">A file, which must not change while the machine lives, or a socket.</param>
internal sealed record MemoryBackend(MemoryBackendType BackendType, string BackendPath);
