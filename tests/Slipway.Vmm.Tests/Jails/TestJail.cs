using Slipway.Vmm.Firecracker;
using Slipway.Vmm.Jails;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>The jail that this host and user can have.</summary>
internal static class TestJail
{
    /// <summary>A VMM's; skips the test where there is none.</summary>
    /// <param name="firecracker">Null: QEMU's.</param>
    public static JailDecision Require(FirecrackerProgram? firecracker = null)
    {
        var decision = JailChoice.Decide(firecracker, Environment.GetEnvironmentVariable(JailChoice.JailerVariable));
        Assert.SkipWhen(decision.Kind == JailKind.None, string.Join("; ", decision.Missing));
        return decision;
    }
}
