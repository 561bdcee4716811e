using Slipway.Contracts.GuestLink;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Boot;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Qemu;

/// <summary>
/// QEMU's arguments for a machine: type "microvm" with virtio-mmio devices and nothing else (qemu: docs/system/i386/microvm.rst). Whatever
/// is connected comes by inherited descriptor (<see cref="QemuDescriptors"/>). For QEMU 7.2 and newer.
/// </summary>
internal static class QemuCommandLine
{
    /// <summary>With a second I/O APIC; 8 without.</summary>
    private const int Transports = 24;

    /// <summary>The link's serial device, the network and the random numbers.</summary>
    public const int MaxDrives = Transports - 3;

    /// <summary>The arguments after the program's name.</summary>
    /// <param name="config">Without faults.</param>
    /// <param name="counterKilohertz">See <see cref="KernelCommandLine"/>.</param>
    /// <param name="memory">Where the guest's memory lies.</param>
    /// <param name="memoryPath">The path of its file; null: the descriptor behind the drives.</param>
    /// <param name="isRestored">The machine waits for a state to load, and has no kernel of its own.</param>
    public static IReadOnlyList<string> Build(VmConfig config, long? counterKilohertz, QemuMemory memory, string? memoryPath, bool isRestored)
    {
        List<string> arguments = [.. Machine(config, memory, memoryPath), .. isRestored ? ["-incoming", "defer"] : Kernel(config, counterKilohertz), .. Channels()];
        for (var i = 0; i < config.Drives.Count; i++)
            arguments.AddRange(Drive(config.Drives[i], i));
        if (config.Network is { } network)
            arguments.AddRange(Network(network, QemuDescriptors.FirstDrive + config.Drives.Count));
        return arguments;
    }

    // The guest's kernel would copy with "rep movsb" where these two say that it is fast; emulated it is a loop over single bytes: without
    // them a boot takes 2.3 s of processor time in place of 2.8 s.
    private const string EmulatedCpu = "max,-erms,-fsrm";

    // The timer chips stay: under emulation a guest without them is slower to boot or hangs. rtc: QEMU leaves the clock out with KVM, and the kernel, whom
    // nothing tells, looks for it a whole second long, 40,000 exits. x-option-roms: no BIOS extensions.
    // The sandbox is seccomp: a guest that takes QEMU over can neither execute programs nor gain privileges.
    private static string[] Machine(VmConfig config, QemuMemory memory, string? memoryPath) =>
    [
        "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
        "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
        "-machine", $"microvm,accel={(config.Accelerator == Accelerator.Kvm ? "kvm" : "tcg")},ioapic2=on,rtc=on,x-option-roms=off{(memory == QemuMemory.Anonymous ? "" : ",memory-backend=memory")}",
        .. Memory(config, memory, memoryPath),
        "-cpu", config.Accelerator == Accelerator.Kvm ? "host" : EmulatedCpu,
        "-smp", $"{config.VcpuCount}",
        "-m", $"{config.MemoryMib}M",
        "-global", "virtio-mmio.force-legacy=false",
    ];

    private static string[] Memory(VmConfig config, QemuMemory memory, string? memoryPath)
    {
        if (memory == QemuMemory.Anonymous)
            return [];
        var path = memoryPath ?? $"/proc/self/fd/{QemuDescriptors.MemoryOf(config)}";
        return ["-object", $"memory-backend-file,id=memory,size={config.MemoryMib}M,mem-path={path},share={(memory == QemuMemory.Shared ? "on" : "off")}"];
    }

    private static string[] Kernel(VmConfig config, long? counterKilohertz)
    {
        var line = KernelCommandLine.ForQemu(config.Accelerator, counterKilohertz, config.InitrdFile is not null, config.KernelArguments);
        string[] initrd = config.InitrdFile is { } file ? ["-initrd", file] : [];
        return ["-kernel", config.KernelFile, .. initrd, "-append", line];
    }

    private static string[] Channels() =>
    [
        "-chardev", $"socket,id=console,fd={QemuDescriptors.Console}", "-serial", "chardev:console",
        "-chardev", $"socket,id=monitor,fd={QemuDescriptors.Monitor}", "-mon", "chardev=monitor,mode=control",
        "-chardev", $"socket,id=link,fd={QemuDescriptors.Link}",
        "-device", "virtio-serial-device,max_ports=2",
        "-device", $"virtserialport,chardev=link,nr=1,name={LinkLimits.PortName}",
        "-object", "rng-builtin,id=rng", "-device", "virtio-rng-device,rng=rng",
    ];

    /// <summary>QEMU's name for what is behind a drive.</summary>
    public static string NodeOf(int drive) => $"drive{drive}";

    // Locks are the caller's affair: QEMU would take its own on the same file, and refuse a base that another machine uses.
    private static string[] Drive(DriveConfig drive, int index)
    {
        var access = drive.IsReadOnly && !drive.IsPlaceholder ? "read-only=on" : "discard=unmap";
        var file = drive.IsDevice ? "host_device" : "file";
        var flush = drive.IsEphemeral ? ",cache.no-flush=on" : "";
        return
        [
            "-add-fd", $"fd={QemuDescriptors.FirstDrive + index},set={index}",
            "-blockdev",
            $"driver=raw,node-name={NodeOf(index)},{access}{flush},file.driver={file},file.filename=/dev/fdset/{index},file.locking=off{flush.Replace("cache", "file.cache", StringComparison.Ordinal)}",
            "-device", $"virtio-blk-device,drive={NodeOf(index)},serial={drive.Serial}",
        ];
    }

    // A machine that goes on from a snapshot is not one that moved: it need not tell its neighbours.
    private const string NetworkDevice = "virtio-net-device,netdev=net,guest_announce=off";

    private static string[] Network(NetworkConfig network, int tapDescriptor) => network switch
    {
        UserNetworkConfig user => ["-netdev", UserNetwork(user), "-device", NetworkDevice],
        TapNetworkConfig tap => ["-netdev", $"tap,id=net,fd={tapDescriptor},vhost=off", "-device", $"{NetworkDevice},mac={tap.MacAddress}"],
        _ => throw new InvalidOperationException($"QEMU has no network {network.GetType().Name}"),
    };

    private static string UserNetwork(UserNetworkConfig network)
    {
        var ports = network.Ports.Select(p =>
            $",hostfwd={(p.Protocol == PortProtocol.Tcp ? "tcp" : "udp")}:{p.HostAddress}:{p.HostPort}-:{p.GuestPort}");
        var outbound = network.AllowOutbound ? "" : ",restrict=on";
        return $"user,id=net,ipv6=off{outbound}{string.Concat(ports)}";
    }
}
