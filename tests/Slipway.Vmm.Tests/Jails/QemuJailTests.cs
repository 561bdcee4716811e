using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Qemu;
using Slipway.Vmm.Tests.Contract;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>The jail of QEMU. By software emulation, so that it runs wherever a test is root, and with KVM in the host in a VM.</summary>
[Trait("Category", "HostVm")]
public sealed class QemuJailTests(TestGuest guest) : JailContract(guest)
{
    private static readonly bool s_hasKvm = Environment.GetEnvironmentVariable("SLIPWAY_HOSTVM") == "1";

    protected override Accelerator Accelerator => s_hasKvm ? Accelerator.Kvm : Accelerator.Tcg;

    protected override IReadOnlySet<string> Root { get; } = new HashSet<string>(s_hasKvm ? ["/dev/kvm"] : [])
    {
        "/dev", "/dev/null", "/dev/urandom",
        "/etc", "/etc/ld.so.cache",
        "/lib", "/lib64",
        "/usr", "/usr/bin", "/usr/bin/qemu-system-x86_64", "/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/share", "/usr/share/qemu", "/usr/share/seabios",
    };

    protected override IVmm Vmm()
    {
        Tool.Require("qemu-system-x86_64");
        return new QemuVmm { Jail = TestJail.Require() };
    }
}
