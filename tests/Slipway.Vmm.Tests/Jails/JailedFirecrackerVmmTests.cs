using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Tests.Contract;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>The contract under a real Firecracker in its jailer; see <see cref="RealFirecracker"/>.</summary>
[Trait("Category", "HostVm")]
public sealed class JailedFirecrackerVmmTests(TestGuest guest, ITestOutputHelper output) : VmmContract(guest, output), IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected override Accelerator Accelerator => Accelerator.Kvm;

    public void Dispose() => _directory.Dispose();

    protected override Task<IVmm> VmmAsync()
    {
        var program = RealFirecracker.Require();
        return Task.FromResult<IVmm>(new FirecrackerVmm(program, _directory.Path, TimeProvider.System) { Jail = TestJail.Require(program) });
    }
}
