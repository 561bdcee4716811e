using Slipway.Linux.Tools;

namespace Slipway.Vmm.Kernels;

/// <content>Kernels of the distribution.</content>
public sealed partial class KernelStore
{
    private const int MaxToolOutputChars = 1 << 20;

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
        var names = string.Join(", ", packageFiles.Select(Path.GetFileName));
        var package = await KernelPackage.ReadAsync(packageFiles, cancellationToken);
        var image = BzImage.Parse(package.Vmlinuz, names);
        var elf = await image.ExtractElfAsync(cancellationToken);
        RequirePvhEntry(elf, image.Version);
        var content = new KernelContent(elf, package.Vmlinuz, package.Modules, package.ErofsModules, new KernelOrigin(true, names));
        return await PublishAsync(image.Version, content, cancellationToken);
    }
}
