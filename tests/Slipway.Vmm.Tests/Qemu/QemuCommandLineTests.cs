using System.Net;
using Microsoft.Win32.SafeHandles;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Qemu;

namespace Slipway.Vmm.Tests.Qemu;

public sealed class QemuCommandLineTests
{
    private static readonly VmConfig s_config = new()
    {
        KernelFile = "/data/kernel/6.1/vmlinux",
        InitrdFile = "/data/kernel/6.1/initrd-0123",
        VcpuCount = 2,
        MemoryMib = 256,
        Drives = [],
        Accelerator = Accelerator.Tcg,
    };

    [Fact]
    public void Build_Emulated_IsAsApproved() => Assert.Equal(
        """
        -nodefaults
        -no-user-config
        -no-reboot
        -display none
        -sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny
        -machine microvm,accel=tcg,ioapic2=on,rtc=on,x-option-roms=off
        -cpu max,-erms,-fsrm
        -smp 2
        -m 256M
        -global virtio-mmio.force-legacy=false
        -kernel /data/kernel/6.1/vmlinux
        -initrd /data/kernel/6.1/initrd-0123
        -append console=ttyS0 quiet reboot=t panic=-1 pci=off cryptomgr.notests initcall_blacklist=load_system_certificate_list,crypto_kdf108_init tsc_early_khz=2445425 no_timer_check tsc=reliable noreplace-smp
        -chardev socket,id=console,fd=5
        -serial chardev:console
        -chardev socket,id=monitor,fd=4
        -mon chardev=monitor,mode=control
        -chardev socket,id=link,fd=3
        -device virtio-serial-device,max_ports=2
        -device virtserialport,chardev=link,nr=1,name=slipway.link
        -object rng-builtin,id=rng
        -device virtio-rng-device,rng=rng
        """,
        Lines(s_config));

    [Fact]
    public void Build_KvmWithDrivesAndNetwork_IsAsApproved()
    {
        using var file = new SafeFileHandle(-1, ownsHandle: false);
        var config = s_config with
        {
            Accelerator = Accelerator.Kvm,
            InitrdFile = null,
            KernelArguments = ["debug"],
            Drives = [new DriveConfig("boot", file, IsReadOnly: true), new DriveConfig("upper", file, IsReadOnly: false) { IsEphemeral = true }],
            Network = new UserNetworkConfig
            {
                Ports = [new PublishedPort(IPAddress.Loopback, 8080, 80, PortProtocol.Tcp), new PublishedPort(IPAddress.Any, 53, 5353, PortProtocol.Udp)],
                AllowOutbound = false,
            },
        };

        var lines = Lines(config);

        Assert.Contains("-machine microvm,accel=kvm,ioapic2=on,rtc=on,x-option-roms=off\n-cpu host\n", lines, StringComparison.Ordinal);
        Assert.Contains("crypto_kdf108_init root=/dev/vda ro rootfstype=ext4 init=/init debug\n", lines, StringComparison.Ordinal);
        Assert.EndsWith(
            """
            -add-fd fd=6,set=0
            -blockdev driver=raw,node-name=drive0,read-only=on,file.driver=file,file.filename=/dev/fdset/0,file.locking=off
            -device virtio-blk-device,drive=drive0,serial=boot
            -add-fd fd=7,set=1
            -blockdev driver=raw,node-name=drive1,discard=unmap,cache.no-flush=on,file.driver=file,file.filename=/dev/fdset/1,file.locking=off,file.cache.no-flush=on
            -device virtio-blk-device,drive=drive1,serial=upper
            -netdev user,id=net,ipv6=off,restrict=on,hostfwd=tcp:127.0.0.1:8080-:80,hostfwd=udp:0.0.0.0:53-:5353
            -device virtio-net-device,netdev=net,guest_announce=off
            """,
            lines,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Build_Tap_IsTheDescriptorAfterTheDrives()
    {
        using var file = new SafeFileHandle(-1, ownsHandle: false);
        var config = s_config with
        {
            Drives = [new DriveConfig("boot", file, IsReadOnly: true)],
            Network = new TapNetworkConfig { DeviceName = "slip0", MacAddress = "06:00:0a:00:00:02" },
        };

        Assert.EndsWith("-netdev tap,id=net,fd=7,vhost=off\n-device virtio-net-device,netdev=net,guest_announce=off,mac=06:00:0a:00:00:02", Lines(config), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_EndlessKernelArguments_AreRefused()
    {
        var config = s_config with { KernelArguments = [.. Enumerable.Repeat("argument", 300)] };

        Assert.Throws<FormatException>(() => QemuCommandLine.Build(config, null, QemuMemory.Anonymous, null, isRestored: false));
    }

    // One option with its value a line.
    private static string Lines(VmConfig config) =>
        string.Join(' ', QemuCommandLine.Build(config, config.Accelerator == Accelerator.Tcg ? 2445425 : null, QemuMemory.Anonymous, null, isRestored: false)).Replace(" -", "\n-", StringComparison.Ordinal);
}
