using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Jails;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Qemu;

/// <summary>
/// What a jailed QEMU sees, all of it read-only:
/// <code>
/// /usr/bin/qemu-system-x86_64     itself, wherever it is, and beside it its firmware and modules
/// /lib… /usr/lib…                 the system's shared libraries
/// /dev/null /dev/urandom          and /dev/kvm where it is used
/// /etc/ld.so.cache                and resolv.conf for a user network
/// </code>
/// Drives, channels and tap are inherited descriptors; kernel, initrd and the file of the guest's memory are handed to it as it opens their paths.
/// </summary>
internal static class QemuJail
{
    public const string Memory = "/memory";

    private const string Kernel = "/kernel";
    private const string Initrd = "/initrd";
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Where Linux systems have their libraries; Debian's two are those of one architecture only.</summary>
    private static readonly string[] s_libraries = ["/lib", "/lib64", "/usr/lib64", "/usr/lib/x86_64-linux-gnu"];

    /// <summary>Makes the root.</summary>
    public static JailRoot CreateRoot(MachineJail jail, string program, VmConfig config)
    {
        var root = new JailRoot(MaxBytes, jail.Id);
        try
        {
            foreach (var path in (string[])[program, .. s_libraries, .. DataOf(program), "/etc/ld.so.cache"])
                root.ShowSystem(path);
            root.MakeDevice("/dev/null", 1, 3, 0x1B6); // 0666
            root.MakeDevice("/dev/urandom", 1, 9, 0x124); // 0444
            if (config.Accelerator == Accelerator.Kvm)
                root.MakeDevice("/dev/kvm", 10, 232, 0x180); // 0600
            if (config.Network is UserNetworkConfig)
                root.ShowSystem("/etc/resolv.conf");
            return root;
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>A machine's configuration as QEMU sees it from inside.</summary>
    public static VmConfig FromInside(VmConfig config) => config with
    {
        KernelFile = Kernel,
        InitrdFile = config.InitrdFile is null ? null : Initrd,
    };

    /// <summary>What it is handed as it opens it.</summary>
    /// <param name="memory">The file of the guest's memory; null: it has none.</param>
    /// <param name="opened">Gets what is opened here, the caller's.</param>
    public static IReadOnlyList<HandedFile> FilesOf(VmConfig config, SafeFileHandle? memory, List<SafeFileHandle> opened)
    {
        List<HandedFile> files = [];
        if (memory is not null)
            files.Add(new HandedFile(Memory, memory));
        Add(Kernel, config.KernelFile);
        Add(Initrd, config.InitrdFile ?? "");
        return files;

        void Add(string path, string file)
        {
            if (file.Length == 0)
                return;
            opened.Add(ReopenedFile.OpenPath(file, writable: false));
            files.Add(new HandedFile(path, opened[^1]));
        }
    }

    private static string[] DataOf(string program)
    {
        var prefix = Path.GetDirectoryName(Path.GetDirectoryName(program))!;
        return [Path.Combine(prefix, "share/qemu"), Path.Combine(prefix, "share/seabios")];
    }
}
