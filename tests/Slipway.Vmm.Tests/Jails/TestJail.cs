using Slipway.Vmm.Jails;

namespace Slipway.Vmm.Tests.Jails;

/// <summary>The jail that this host and user can have.</summary>
internal static class TestJail
{
    /// <summary>QEMU's; skips the test where there is none.</summary>
    public static JailDecision Require()
    {
        var decision = JailChoice.Decide(firecracker: null, configuredJailer: null);
        Assert.SkipWhen(decision.Kind == JailKind.None, string.Join("; ", decision.Missing));
        return decision;
    }
}
