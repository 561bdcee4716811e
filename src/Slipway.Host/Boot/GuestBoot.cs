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

    /// <summary>The kernel that the next machine boots unless told otherwise; null before the first was fetched.</summary>
    /// <exception cref="InvalidDataException">A kernel was chosen that is gone.</exception>
    public GuestKernel? DefaultKernel => _kernels.Default();

    /// <summary>
    /// Prepares what a machine starts from. Costs a few file operations once all is there.
    /// </summary>
    /// <param name="kernel">A stored kernel's version or a file, or null for <see cref="DefaultKernel"/>.</param>
    /// <param name="fetching">Called with a package's name before it is downloaded.</param>
    /// <exception cref="FileNotFoundException">Init or the kernel is missing.</exception>
    /// <exception cref="IOException">The download failed; the message holds what apt said.</exception>
    /// <exception cref="InvalidDataException">The kernel cannot boot a machine.</exception>
    public async Task<BootFiles> PrepareAsync(string? kernel, Action<string> fetching, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fetching);
        if (!File.Exists(initProgram))
            throw new FileNotFoundException($"the guest's init {initProgram} is missing; it belongs beside the program slipway (./dev build makes both).", initProgram);
        var found = kernel is null ? _kernels.Default() ?? await FetchAsync(fetching, cancellationToken) : await FindAsync(kernel, cancellationToken);
        if (found.ModuleFiles.Count == 0)
            return new BootFiles(found.Version, found.BootFile, null, initProgram);
        var initrd = await Initrd.EnsureAsync(Path.GetDirectoryName(found.BootFile)!, found, initProgram, cancellationToken);
        return new BootFiles(found.Version, found.BootFile, initrd, null);
    }

    private Task<GuestKernel> FetchAsync(Action<string> fetching, CancellationToken cancellationToken)
    {
        var isUbuntu = File.Exists(SystemDescription) && File.ReadLines(SystemDescription).Contains("ID=ubuntu");
        var package = isUbuntu ? UbuntuPackage : DebianPackage;
        fetching(package);
        return _kernels.InstallFromAptAsync(package, cancellationToken);
    }

    private async Task<GuestKernel> FindAsync(string kernel, CancellationToken cancellationToken) =>
        _kernels.Find(kernel) ?? (File.Exists(kernel)
            ? await _kernels.OpenFileAsync(kernel, cancellationToken)
            : throw new FileNotFoundException($"there is no kernel {kernel}, neither a stored one nor a file.", kernel));
}
