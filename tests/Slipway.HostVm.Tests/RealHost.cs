// Everything here is about a host in a VM; ./dev test --hostvm runs what has this trait.
[assembly: Trait("Category", "HostVm")]

namespace Slipway.HostVm.Tests;

/// <summary>Runs scripts that change a whole host; elsewhere than in the VM that <c>./dev test --hostvm</c> boots the test skips.</summary>
internal static class RealHost
{
    /// <summary>Skips unless this is that VM.</summary>
    public static void Require() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("SLIPWAY_HOSTVM") == "1", "this is not the host in a VM: ./dev test --hostvm");

    /// <summary>Runs a script of bash as root of the host; its failure fails the test with what it said.</summary>
    public static Task<string> RunAsync(string script)
    {
        Require();
        return Shell.RunAsync(script);
    }
}
