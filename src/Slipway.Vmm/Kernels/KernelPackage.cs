using System.Formats.Tar;
using System.Text;
using Slipway.Linux.Tools;

namespace Slipway.Vmm.Kernels;

/// <summary>
/// The parts of a kernel that Debian and Ubuntu ship in one package (linux-image-…) or two (linux-image-…, linux-modules-…), read from the
/// package files without installing them. A .deb's file list is a plain tar, so the runtime's reader does.
/// </summary>
internal sealed class KernelPackage
{
    private const int MaxFileBytes = 256 << 20;

    /// <summary>Usually needed by <see cref="ModuleSet.Wanted"/>; naming them here saves a second pass over the package.</summary>
    private static readonly string[] s_likely =
        [
            "virtio", "virtio_ring", "virtio_pci_modern_dev", "virtio_pci_legacy_dev", "vsock", "vmw_vsock_virtio_transport_common", "failover",
            "net_failover", "mbcache", "jbd2", "crc16", "crc32c_generic", "libcrc32c",
        ];

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _modules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _builtIn = new(StringComparer.Ordinal);

    private KernelPackage()
    {
    }

    /// <summary>The bzImage.</summary>
    public ReadOnlyMemory<byte> Vmlinuz { get; private set; }

    /// <summary>The modules a machine needs, unpacked, in load order.</summary>
    public IReadOnlyList<KernelModule> Modules { get; private set; } = [];

    /// <summary>The modules that EROFS layers need besides, in load order; none when it is built in, or the package lacks it.</summary>
    public IReadOnlyList<KernelModule> ErofsModules { get; private set; } = [];

    /// <summary>Reads package files that together hold one kernel.</summary>
    /// <exception cref="InvalidDataException">No kernel inside, or drivers missing.</exception>
    /// <exception cref="IOException">dpkg-deb cannot read a file.</exception>
    public static async Task<KernelPackage> ReadAsync(IReadOnlyList<string> packageFiles, CancellationToken cancellationToken)
    {
        var package = new KernelPackage();
        var names = string.Join(", ", packageFiles.Select(Path.GetFileName));
        var wanted = new HashSet<string>([.. ModuleSet.Wanted, ModuleSet.Erofs, .. s_likely], StringComparer.Ordinal);
        while (true)
        {
            foreach (var file in packageFiles)
                await package.ReadFileAsync(file, wanted, cancellationToken);
            if (package.Vmlinuz.IsEmpty)
                throw new InvalidDataException($"there is no /boot/vmlinuz-… in {names}");
            var dependencies = package.ReadDependencies();
            var missing = dependencies.Values.SelectMany(d => d)
                .Where(d => !package._builtIn.Contains(d) && !dependencies.ContainsKey(d)).ToHashSet(StringComparer.Ordinal);
            if (missing.IsSubsetOf(wanted))
            {
                package.OrderModules(dependencies, names);
                return package;
            }
            wanted.UnionWith(missing);
        }
    }

    private void OrderModules(Dictionary<string, IReadOnlyList<string>> dependencies, string names)
    {
        var wanted = ModuleSet.LoadOrder(ModuleSet.Wanted, _builtIn, dependencies, names);
        Modules = [.. wanted.Select(Module)];
        if (_modules.ContainsKey(ModuleSet.Erofs))
            ErofsModules = [.. ModuleSet.LoadOrder([ModuleSet.Erofs], _builtIn, dependencies, names).Except(wanted).Select(Module)];

        KernelModule Module(string name) => new(name, _modules[name]);
    }

    private Dictionary<string, IReadOnlyList<string>> ReadDependencies() =>
        _modules.ToDictionary(m => m.Key, m => ModuleInfo.ReadDependencies(m.Value, m.Key), StringComparer.Ordinal);

    private async Task ReadFileAsync(string packageFile, HashSet<string> wanted, CancellationToken cancellationToken)
    {
        await using var tool = PipedTool.Start("dpkg-deb", ["--fsys-tarfile", Path.GetFullPath(packageFile)], null, "dpkg");
        await using (var tar = new TarReader(tool.Output, leaveOpen: true))
        {
            while (await NextAsync(tar, tool, cancellationToken) is { } entry)
                await ReadEntryAsync(entry, wanted, cancellationToken);
        }
        await tool.FinishAsync(cancellationToken);
    }

    // A file that is no package gives an empty or cut tar; what dpkg-deb says about it is the better message.
    private static async Task<TarEntry?> NextAsync(TarReader tar, PipedTool tool, CancellationToken cancellationToken)
    {
        try
        {
            return await tar.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            await tool.FinishAsync(cancellationToken);
            throw;
        }
    }

    private async Task ReadEntryAsync(TarEntry entry, HashSet<string> wanted, CancellationToken cancellationToken)
    {
        if (entry.DataStream is not { } data)
            return;
        var path = entry.Name.TrimStart('.');
        var file = path[(path.LastIndexOf('/') + 1)..];
        if (path.StartsWith("/boot/vmlinuz-", StringComparison.Ordinal))
        {
            Vmlinuz = await ReadDataAsync(entry, data, cancellationToken);
        }
        else if (file.Equals("modules.builtin", StringComparison.Ordinal))
        {
            var lines = Encoding.UTF8.GetString(await ReadDataAsync(entry, data, cancellationToken));
            _builtIn.UnionWith(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ModuleInfo.Normalise));
        }
        else if (file.Contains(".ko", StringComparison.Ordinal) && wanted.Contains(ModuleInfo.Normalise(file))
            && !_modules.ContainsKey(ModuleInfo.Normalise(file)))
        {
            var packed = await ReadDataAsync(entry, data, cancellationToken);
            _modules[ModuleInfo.Normalise(file)] = await CompressedData.UnpackAsync(packed, file, MaxFileBytes, cancellationToken);
        }
    }

    private static async Task<byte[]> ReadDataAsync(TarEntry entry, Stream data, CancellationToken cancellationToken)
    {
        if (entry.Length > MaxFileBytes)
            throw new InvalidDataException($"{entry.Name} has {entry.Length} bytes; no kernel part is larger than {MaxFileBytes}");
        var bytes = new byte[entry.Length];
        await data.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
