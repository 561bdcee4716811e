namespace Slipway.Vmm.Kernels;

/// <summary>
/// Finds the packages that hold a kernel from what "apt-cache depends" prints of a package that only points at it: a line
/// with the package's name, then lines such as "  Depends: linux-image-6.1.0-56-cloud-amd64" ("|Depends:" for an alternative).
/// </summary>
internal static class AptDepends
{
    /// <summary>
    /// The packages to download: those that <paramref name="package"/> points at, or itself when it points at none because it holds
    /// the kernel.
    /// </summary>
    public static IReadOnlyList<string> KernelPackages(string package, string aptCacheDepends)
    {
        var named = aptCacheDepends.Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("Depends: ", StringComparison.Ordinal))
            .Select(line => line["Depends: ".Length..])
            .Where(name => name.StartsWith("linux-image-", StringComparison.Ordinal) || name.StartsWith("linux-modules-", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal).ToList();
        if (named.Any(name => name.StartsWith("linux-image-", StringComparison.Ordinal)))
            return named;
        return [package, .. named];
    }
}
