namespace Slipway.Vmm.Kernels;

/// <summary>Chooses the modules a machine needs and puts them in an order in which each finds what it depends on.</summary>
internal static class ModuleSet
{
    /// <summary>
    /// What a machine needs from its kernel, in the order it is wanted: transports, disks, the guest link's two carriers, the file systems,
    /// then what can wait. A change here is a new number of the set, see <see cref="KernelStore"/>.
    /// </summary>
    public static IReadOnlyList<string> Wanted { get; } =
        ["virtio_mmio", "virtio_pci", "virtio_blk", "virtio_console", "vmw_vsock_virtio_transport", "ext4", "overlay", "virtio_net", "virtio_rng"];

    /// <summary>What only a machine with EROFS layers needs; a kernel may lack it, and each module loaded costs a start under emulation 30 to 40 ms.</summary>
    public const string Erofs = "erofs";

    /// <summary>Load order for <paramref name="wanted"/>: dependencies first, what is built in left out.</summary>
    /// <param name="wanted">Normalised names.</param>
    /// <param name="builtIn">Normalised names of what the kernel contains.</param>
    /// <param name="dependencies">For every module of the package that may be needed, what it depends on.</param>
    /// <param name="kernel">The kernel's version, for messages.</param>
    /// <exception cref="InvalidDataException">The kernel lacks one, or they depend on each other in a circle.</exception>
    public static IReadOnlyList<string> LoadOrder(
        IEnumerable<string> wanted, IReadOnlySet<string> builtIn, IReadOnlyDictionary<string, IReadOnlyList<string>> dependencies, string kernel)
    {
        var order = new List<string>();
        var visiting = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in wanted)
            Visit(name);
        return order;

        void Visit(string name)
        {
            if (builtIn.Contains(name) || order.Contains(name))
                return;
            if (!dependencies.TryGetValue(name, out var needs))
                throw new InvalidDataException($"kernel {kernel} has no driver {name}, neither built in nor as a module; a machine cannot run without it");
            if (!visiting.Add(name))
                throw new InvalidDataException($"kernel {kernel}: module {name} depends on itself");
            foreach (var need in needs)
                Visit(need);
            order.Add(name);
        }
    }
}
