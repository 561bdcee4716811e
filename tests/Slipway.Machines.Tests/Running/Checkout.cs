namespace Slipway.Machines.Tests.Running;

/// <summary>Where the programs and images that <c>./dev test</c> has prepared lie. A test that needs what is not there skips.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string Program { get; } = Path.Combine(Root, "bin/slipway");

    /// <summary>One data directory for all machine tests, kept between runs: the kernel is fetched once and an image converted once.</summary>
    public static string DataDirectory { get; } = Path.Combine(Root, "artifacts/test-data");

    /// <summary>The name to run a test image by.</summary>
    public static string Image(string name)
    {
        var layout = Path.Combine(Root, "artifacts/test-images", name);
        Assert.SkipUnless(File.Exists(Program), "bin/slipway is not built: ./dev build");
        Assert.SkipUnless(File.Exists(Path.Combine(layout, "index.json")), $"the test image {name} is not built: tests/images/build artifacts/test-images {name}");
        return "oci:" + layout;
    }

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Slipway.slnx")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException($"Slipway.slnx is in no folder above {AppContext.BaseDirectory}.");
        return directory.FullName;
    }
}
