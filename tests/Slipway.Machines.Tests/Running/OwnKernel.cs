namespace Slipway.Machines.Tests.Running;

/// <summary>The kernel that <c>kernel/build</c> has made. A test that needs it skips where it is not there.</summary>
internal static class OwnKernel
{
    private static readonly string s_folder = Path.Combine(Checkout.Root, "artifacts/kernel/current");

    /// <summary>The ELF file.</summary>
    public static string Require()
    {
        var file = Path.Combine(s_folder, "vmlinux");
        Assert.SkipUnless(File.Exists(file), "the guest kernel is not built: ./dev kernel");
        return file;
    }

    /// <summary>Its whole configuration.</summary>
    public static string RequireConfig()
    {
        Require();
        return Path.Combine(s_folder, "config");
    }
}
