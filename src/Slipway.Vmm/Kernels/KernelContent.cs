namespace Slipway.Vmm.Kernels;

/// <summary>What makes a kernel in the store.</summary>
/// <param name="Elf">What the VMM loads.</param>
/// <param name="BzImage">What it was taken from; empty for a kernel given as ELF.</param>
/// <param name="Modules">In load order.</param>
/// <param name="ErofsModules">What EROFS layers need besides, in load order.</param>
/// <param name="Origin">Where it came from.</param>
internal sealed record KernelContent(
    ReadOnlyMemory<byte> Elf, ReadOnlyMemory<byte> BzImage, IReadOnlyList<KernelModule> Modules, IReadOnlyList<KernelModule> ErofsModules, KernelOrigin Origin);
