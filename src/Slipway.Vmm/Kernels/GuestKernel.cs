namespace Slipway.Vmm.Kernels;

/// <summary>A kernel that machines can boot. Its files are never changed once they are published.</summary>
/// <param name="Version">Its name in the store, such as "6.1.0-56-cloud-amd64", or the file's name for one that is booted where it lies.</param>
/// <param name="BootFile">What the VMM loads: an ELF kernel with a PVH entry.</param>
/// <param name="ModuleFiles">Modules the initrd must load, in load order; empty when all is built in.</param>
/// <param name="ErofsModuleFiles">Modules that it must load besides for EROFS layers, in load order; empty when that is built in, or the kernel has none.</param>
/// <param name="Origin">Where it came from.</param>
public sealed record GuestKernel(string Version, string BootFile, IReadOnlyList<string> ModuleFiles, IReadOnlyList<string> ErofsModuleFiles, KernelOrigin Origin);
