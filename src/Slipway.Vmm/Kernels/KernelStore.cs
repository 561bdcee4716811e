using System.Security.Cryptography;
using Slipway.Linux.Files;
using Slipway.Linux.Tools;

namespace Slipway.Vmm.Kernels;

/// <summary>
/// The guest kernels of a data directory. A kernel is installed once, under its version, and then only read.
/// </summary>
/// <remarks>
/// <code>
/// kernel/&lt;version&gt;/vmlinux              ELF kernel
/// kernel/&lt;version&gt;/vmlinuz              the bzImage it was taken from, as shipped (absent for a kernel given as ELF)
/// kernel/&lt;version&gt;/modules-2/NN-name.ko  NN from 00 is the load order; 2 is the set's number
/// </code>
/// The number rises when machines need another driver: a version that was installed with an older set counts as missing and is fetched anew.
/// A directory is filled under a temporary name, synced and renamed, so that a version that exists is whole, even after a power cut.
/// Two processes installing the same version at once both succeed; one's work is thrown away. Safe for use by several threads.
/// </remarks>
/// <param name="dataDirectory">Slipway's data directory; "kernel" below it is this store's.</param>
public sealed class KernelStore(string dataDirectory)
{
    private const string TemporaryPrefix = ".tmp-";
    private const string ModulesName = "modules-2";
    private const long MaxKernelFileBytes = 512L << 20;
    private const int MaxToolOutputChars = 1 << 20;

    /// <summary>Type of the Xen note that holds the 32-bit PVH entry (Linux, include/xen/interface/elfnote.h).</summary>
    private const uint XenPhys32Entry = 18;

    private readonly string _root = Path.Combine(dataDirectory, "kernel");

    /// <summary>The installed kernels, newest version first.</summary>
    public IReadOnlyList<GuestKernel> List()
    {
        if (!Directory.Exists(_root))
            return [];
        var versions = Directory.GetDirectories(_root).Select(Path.GetFileName).OfType<string>().Where(n => !n.StartsWith('.') && IsInstalled(n));
        return [.. versions.OrderDescending(KernelVersionOrder.Instance).Select(Open)];
    }

    /// <summary>Downloads Debian's kernel for virtual machines by apt-get, without installing it on this host, and takes it in.</summary>
    /// <param name="package">A package, or one that only names the current kernel's package, such as "linux-image-cloud-amd64".</param>
    /// <exception cref="IOException">apt-get failed; the message holds what it said.</exception>
    public async Task<GuestKernel> InstallFromAptAsync(string package, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_root);
        var download = Path.Combine(_root, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(download);
        try
        {
            var depends = await PipedTool.RunAsync("apt-cache", ["depends", "--important", package], null, "apt", MaxToolOutputChars, cancellationToken);
            var packages = AptDepends.KernelPackages(package, depends);
            await PipedTool.RunAsync("apt-get", ["download", "-q", .. packages], download, "apt", MaxToolOutputChars, cancellationToken);
            return await InstallAsync(Directory.GetFiles(download, "*.deb"), cancellationToken);
        }
        finally
        {
            Directory.Delete(download, recursive: true);
        }
    }

    /// <summary>Takes a kernel from package files: linux-image-…, and linux-modules-… where the modules are apart.</summary>
    /// <exception cref="InvalidDataException">The packages hold no kernel, a damaged one, or one without a needed driver.</exception>
    public async Task<GuestKernel> InstallAsync(IReadOnlyList<string> packageFiles, CancellationToken cancellationToken)
    {
        var package = await KernelPackage.ReadAsync(packageFiles, cancellationToken);
        var image = BzImage.Parse(package.Vmlinuz, string.Join(", ", packageFiles.Select(Path.GetFileName)));
        var elf = await image.ExtractElfAsync(cancellationToken);
        RequirePvhEntry(elf, image.Version);
        return await PublishAsync(image.Version, elf, package.Vmlinuz, package.Modules, cancellationToken);
    }

    /// <summary>
    /// Makes a kernel of the user's own bootable: an ELF kernel is used where it lies, a bzImage is unpacked into
    /// the cache directory under the digest of its content. It must have virtio and ext4 built in, since no modules come with it.
    /// </summary>
    /// <exception cref="InvalidDataException">Neither ELF nor bzImage, for another architecture, or without a PVH entry.</exception>
    public async Task<GuestKernel> OpenFileAsync(string file, CancellationToken cancellationToken)
    {
        if (new FileInfo(file).Length > MaxKernelFileBytes)
            throw new InvalidDataException($"{file} has {new FileInfo(file).Length} bytes; a kernel has at most {MaxKernelFileBytes}");
        ReadOnlyMemory<byte> content = await File.ReadAllBytesAsync(file, cancellationToken);
        if (ElfFile.HasMagic(content.Span))
        {
            RequirePvhEntry(content, file);
            return new GuestKernel(Path.GetFileName(file), Path.GetFullPath(file), []);
        }
        if (!BzImage.HasMagic(content.Span))
            throw new InvalidDataException($"{file} is no kernel: it is neither an ELF file (vmlinux) nor a bzImage (vmlinuz)");
        var image = BzImage.Parse(content, file);
        var digest = Convert.ToHexStringLower(SHA256.HashData(content.Span))[..16];
        var version = $"{image.Version}-{digest}";
        if (IsInstalled(version))
            return Open(version);
        var elf = await image.ExtractElfAsync(cancellationToken);
        RequirePvhEntry(elf, file);
        return await PublishAsync(version, elf, content, [], cancellationToken);
    }

    private static void RequirePvhEntry(ReadOnlyMemory<byte> elf, string subject)
    {
        var file = ElfFile.Parse(elf, subject);
        if (file.Machine != 62)
            throw new InvalidDataException($"kernel {subject} is for another architecture (ELF machine {file.Machine}); this one needs x86-64 (62)");
        if (!file.HasNote("Xen", XenPhys32Entry))
            throw new InvalidDataException($"kernel {subject} has no PVH entry, by which it would be started; build it with CONFIG_PVH=y");
    }

    private async Task<GuestKernel> PublishAsync(
        string version, ReadOnlyMemory<byte> elf, ReadOnlyMemory<byte> bzImage, IReadOnlyList<KernelModule> modules, CancellationToken cancellationToken)
    {
        if (version.Length == 0 || version.StartsWith('.') || version.Contains('/', StringComparison.Ordinal))
            throw new InvalidDataException($"a kernel calls itself \"{version}\", which cannot name a directory");
        var target = Path.Combine(_root, version);
        if (IsInstalled(version))
            return Open(version);
        var staging = Path.Combine(_root, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(Path.Combine(staging, ModulesName));
            await WriteSyncedAsync(Path.Combine(staging, "vmlinux"), elf, cancellationToken);
            await WriteSyncedAsync(Path.Combine(staging, "vmlinuz"), bzImage, cancellationToken);
            for (var i = 0; i < modules.Count; i++)
                await WriteSyncedAsync(Path.Combine(staging, ModulesName, $"{i:D2}-{modules[i].Name}.ko"), modules[i].Content, cancellationToken);
            DirectorySync.Sync(Path.Combine(staging, ModulesName));
            DirectorySync.Sync(staging);
            RemoveOutdated(version, target);
            MoveOrYield(staging, target);
            DirectorySync.Sync(_root);
            return Open(version);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }

    private bool IsInstalled(string version) => Directory.Exists(Path.Combine(_root, version, ModulesName));

    /// <summary>Out of the way first, in one step: what is half removed must not look like a kernel.</summary>
    private void RemoveOutdated(string version, string target)
    {
        if (!Directory.Exists(target) || IsInstalled(version))
            return;
        var outdated = Path.Combine(_root, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        Directory.Move(target, outdated);
        Directory.Delete(outdated, recursive: true);
    }

    private static void MoveOrYield(string staging, string target)
    {
        try
        {
            Directory.Move(staging, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Another process published the same version first; its content is equal.
        }
    }

    private GuestKernel Open(string version)
    {
        var directory = Path.Combine(_root, version);
        var modules = Directory.GetFiles(Path.Combine(directory, ModulesName), "*.ko");
        Array.Sort(modules, StringComparer.Ordinal);
        return new GuestKernel(version, Path.Combine(directory, "vmlinux"), modules);
    }

    private static async Task WriteSyncedAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await file.WriteAsync(content, cancellationToken);
        file.Flush(flushToDisk: true);
    }
}
