using Slipway.Vmm.Jails;
using Slipway.Vmm.Tests.Contract;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>The contract under QEMU in a jail.</summary>
public sealed class JailedQemuVmmTests(TestGuest guest, ITestOutputHelper output) : QemuVmmTests(guest, output)
{
    protected override JailDecision Jail() => TestJail.Require();
}
