using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Vmm.Kernels;

/// <summary>
/// The guest kernels of a data directory. A kernel is installed once, under its version, and then only read.
/// </summary>
/// <remarks>
/// <code>
/// kernel/&lt;version&gt;/vmlinux              ELF kernel
/// kernel/&lt;version&gt;/vmlinuz              the bzImage it was taken from, as shipped (absent for a kernel given as ELF)
/// kernel/&lt;version&gt;/modules-3/NN-name.ko  NN from 00 is the load order; 3 is the set's number; absent for a kernel that somebody gave
/// kernel/&lt;version&gt;/modules-3-erofs/…     the same for what only EROFS layers need
/// kernel/&lt;version&gt;/origin               where it came from, see <see cref="KernelOrigin"/>
/// kernel/default                        the version that machines boot unless told otherwise (absent: the newest from a package)
/// </code>
/// The number rises when machines need another driver: a version that was installed with an older set counts as missing and is fetched anew.
/// A directory is filled under a temporary name, synced and renamed, so that a version that exists is whole, even after a power cut.
/// Two processes installing the same version at once both succeed; one's work is thrown away. Safe for use by several threads.
/// </remarks>
/// <param name="dataDirectory">Slipway's data directory; "kernel" below it is this store's.</param>
public sealed partial class KernelStore(string dataDirectory)
{
    private const string OriginName = "origin";
    private const string ModulesName = "modules-3";
    private const string ErofsModulesName = ModulesName + "-erofs";

    /// <summary>Type of the Xen note that holds the 32-bit PVH entry (Linux, include/xen/interface/elfnote.h).</summary>
    private const uint XenPhys32Entry = 18;

    private readonly string _root = Path.Combine(dataDirectory, "kernel");

    private string ChoiceFile => Path.Combine(_root, "default");

    /// <summary>The installed kernels, newest version first.</summary>
    public IReadOnlyList<GuestKernel> List()
    {
        if (!Directory.Exists(_root))
            return [];
        var versions = Directory.GetDirectories(_root).Select(Path.GetFileName).OfType<string>().Where(n => !n.StartsWith('.') && IsInstalled(n));
        return [.. versions.OrderDescending(KernelVersionOrder.Instance).Select(Open)];
    }

    /// <summary>An installed kernel; null when none has this version.</summary>
    public GuestKernel? Find(string version) =>
        KernelRelease.IsName(version) && IsInstalled(version) ? Open(version) : null;

    /// <summary>What machines boot unless told otherwise: the one chosen by <see cref="Use"/>, else the newest that came from a package; null: none yet.</summary>
    /// <exception cref="InvalidDataException">The chosen one is gone.</exception>
    public GuestKernel? Default()
    {
        if (!File.Exists(ChoiceFile))
            return List().FirstOrDefault(kernel => kernel.Origin.IsPackage);
        var chosen = File.ReadAllText(ChoiceFile).TrimEnd('\n');
        return Find(chosen) ?? throw new InvalidDataException($"the kernel {chosen}, which {ChoiceFile} chooses, is not in {_root}; import it again, or use another");
    }

    /// <summary>Chooses what <see cref="Default"/> answers from now on; machines that run are not touched.</summary>
    /// <exception cref="FileNotFoundException">No kernel has this version.</exception>
    public GuestKernel Use(string version)
    {
        var kernel = Find(version) ?? throw new FileNotFoundException($"no kernel {version} is in {_root}; 'slipway kernel list' says which are, 'slipway kernel import' adds one");
        DurableFile.Replace(ChoiceFile, Encoding.UTF8.GetBytes(version + "\n"));
        return kernel;
    }

    private static void RequirePvhEntry(ReadOnlyMemory<byte> elf, string subject)
    {
        var file = ElfFile.Parse(elf, subject);
        if (file.Machine != 62)
            throw new InvalidDataException($"kernel {subject} is for another architecture (ELF machine {file.Machine}); this one needs x86-64 (62)");
        if (!file.HasNote("Xen", XenPhys32Entry))
            throw new InvalidDataException($"kernel {subject} has no PVH entry, by which it would be started; build it with CONFIG_PVH=y");
    }

    private bool IsInstalled(string version) =>
        Directory.Exists(Path.Combine(_root, version, ModulesName)) || ReadOrigin(version) is { IsPackage: false };

    private GuestKernel Open(string version)
    {
        var directory = Path.Combine(_root, version);
        return new GuestKernel(
            version,
            Path.Combine(directory, "vmlinux"),
            ModuleFiles(Path.Combine(directory, ModulesName)),
            ModuleFiles(Path.Combine(directory, ErofsModulesName)),
            ReadOrigin(version) ?? new KernelOrigin(true, "unknown"));
    }

    private static string[] ModuleFiles(string directory)
    {
        string[] files = Directory.Exists(directory) ? Directory.GetFiles(directory, "*.ko") : [];
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private KernelOrigin? ReadOrigin(string version)
    {
        var file = Path.Combine(_root, version, OriginName);
        return File.Exists(file) ? KernelOrigin.TryParse(File.ReadAllText(file)) : null;
    }
}
