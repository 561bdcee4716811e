namespace Slipway.Vmm.Kernels;

/// <summary>One kernel module.</summary>
/// <param name="Name">Normalised name, such as "virtio_blk".</param>
/// <param name="Content">The unpacked .ko file.</param>
public sealed record KernelModule(string Name, ReadOnlyMemory<byte> Content);
