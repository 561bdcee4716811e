namespace Slipway.Vmm.Firecracker;

/// <summary>Under which paths a Firecracker finds what it opens itself; relative ones begin in its working directory.</summary>
/// <param name="Kernel">Of the boot source.</param>
/// <param name="Initrd">Null: the kernel has all it needs.</param>
/// <param name="Drives">In the order of the machine's drives.</param>
/// <param name="Vsock">The socket that it makes.</param>
internal sealed record FirecrackerPaths(string Kernel, string? Initrd, IReadOnlyList<string> Drives, string Vsock);
