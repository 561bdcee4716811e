namespace Slipway.Registry.Conformance.Targets;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Slipway.slnx")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException($"Slipway.slnx is in no folder above {AppContext.BaseDirectory}.");
        return directory.FullName;
    }
}
