using Slipway.Vmm.Boot;
using Slipway.Vmm.Kernels;

namespace Slipway.Host.Boot;

/// <summary>Finds or fetches the guest's kernel and joins it with init.</summary>
/// <param name="initProgram">The program <c>slipway-init</c>, which is installed beside <c>slipway</c>.</param>
public sealed class GuestBoot(DataDirectory data, string initProgram)
{
    /// <summary>Kernels made for virtual machines: small, with virtio; one is known to Debian, the other to Ubuntu.</summary>
    private const string DebianPackage = "linux-image-cloud-amd64";
    private const string UbuntuPackage = "linux-image-virtual";
    private const string SystemDescription = "/etc/os-release";

    private readonly KernelStore _kernels = new(data.Root);

    /// <summary>The newest kernel that was fetched; null before the first.</summary>
    public GuestKernel? Newest => _kernels.List() is [var newest, ..] ? newest : null;

    /// <summary>
    /// Prepares what a machine starts from. Costs a few file operations once all is there.
    /// </summary>
    /// <param name="kernelFile">A kernel of the user's own, or null for the distribution's.</param>
    /// <param name="fetching">Called with a package's name before it is downloaded.</param>
    /// <exception cref="FileNotFoundException">Init or the kernel file is missing.</exception>
    /// <exception cref="IOException">The download failed; the message holds what apt said.</exception>
    /// <exception cref="InvalidDataException">The kernel cannot boot a machine.</exception>
    public async Task<BootFiles> PrepareAsync(string? kernelFile, Action<string> fetching, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fetching);
        if (!File.Exists(initProgram))
            throw new FileNotFoundException($"the guest's init {initProgram} is missing; it belongs beside the program slipway (./dev build makes both).", initProgram);
        var init = await File.ReadAllBytesAsync(initProgram, cancellationToken);
        var kernel = kernelFile is null ? Newest ?? await FetchAsync(fetching, cancellationToken) : await OpenAsync(kernelFile, cancellationToken);
        if (kernel.ModuleFiles.Count == 0)
            return new BootFiles(kernel.Version, kernel.BootFile, null, init);
        var initrd = await Initrd.EnsureAsync(Path.GetDirectoryName(kernel.BootFile)!, kernel.ModuleFiles, init, cancellationToken);
        return new BootFiles(kernel.Version, kernel.BootFile, initrd, default);
    }

    private Task<GuestKernel> FetchAsync(Action<string> fetching, CancellationToken cancellationToken)
    {
        var isUbuntu = File.Exists(SystemDescription) && File.ReadLines(SystemDescription).Contains("ID=ubuntu");
        var package = isUbuntu ? UbuntuPackage : DebianPackage;
        fetching(package);
        return _kernels.InstallFromAptAsync(package, cancellationToken);
    }

    private Task<GuestKernel> OpenAsync(string kernelFile, CancellationToken cancellationToken) =>
        File.Exists(kernelFile)
            ? _kernels.OpenFileAsync(kernelFile, cancellationToken)
            : throw new FileNotFoundException($"there is no kernel file {kernelFile}.", kernelFile);
}
