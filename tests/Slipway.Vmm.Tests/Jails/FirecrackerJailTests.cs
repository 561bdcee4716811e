using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Tests.Contract;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>The jail of a real Firecracker, by its jailer; see <see cref="RealFirecracker"/>.</summary>
[Trait("Category", "HostVm")]
public sealed class FirecrackerJailTests(TestGuest guest) : JailContract(guest), IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected override Accelerator Accelerator => Accelerator.Kvm;

    // The jailer makes a node for page faults where the kernel has the device.
    protected override IReadOnlySet<string> Root { get; } = new HashSet<string>
    {
        "/dev", "/dev/kvm", "/dev/net", "/dev/net/tun", "/dev/urandom", "/dev/userfaultfd",
        "/run", "/firecracker", "/firecracker.pid", "/api.sock", "/vsock.sock", "/vsock.sock_10001",
    };

    public void Dispose() => _directory.Dispose();

    protected override IVmm Vmm()
    {
        var program = RealFirecracker.Require();
        return new FirecrackerVmm(program, _directory.Path, TimeProvider.System) { Jail = TestJail.Require(program) };
    }
}
