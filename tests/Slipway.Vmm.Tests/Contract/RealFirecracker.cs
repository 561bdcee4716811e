using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Firecracker;

namespace Slipway.Vmm.Tests.Contract;

/// <summary>The Firecracker that SLIPWAY_FIRECRACKER names, on a host whose KVM works. A test that needs it skips elsewhere.</summary>
internal static class RealFirecracker
{
    public static FirecrackerProgram Require()
    {
        var path = Environment.GetEnvironmentVariable(FirecrackerProgram.Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(path), $"{FirecrackerProgram.Variable} names no Firecracker");
        // Not by the timed check: in a host that is itself emulated, KVM works and is slow.
        var modules = Directory.GetDirectories("/sys/module").Select(directory => Path.GetFileName(directory)!).ToHashSet();
        Assert.SkipUnless(File.Exists("/dev/kvm"), "Firecracker needs KVM, and there is no /dev/kvm");
        Assert.SkipWhen(AccelerationCheck.RefuseByModules(modules) is not null, $"Firecracker needs KVM: {AccelerationCheck.RefuseByModules(modules)?.Reason}");
        return FirecrackerProgram.Find(path)!;
    }
}
