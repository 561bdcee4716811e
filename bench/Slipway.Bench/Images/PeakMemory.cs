using System.Globalization;

namespace Slipway.Bench.Images;

/// <summary>The most memory that the program <c>slipway</c> has resident while it pulls an image into an empty data directory, as the kernel counts it (getrusage(2)).</summary>
internal static class PeakMemory
{
    /// <param name="slipway">The program.</param>
    /// <param name="directory">Emptied before and after.</param>
    /// <returns>MiB.</returns>
    public static async Task<long> OfPullAsync(string slipway, string directory, BenchImage image, CancellationToken cancellationToken)
    {
        Clear(directory);
        var (_, said) = await Command.RunAsync(
            "/usr/bin/time", ["-f", "%M", slipway, "--data-dir", directory, "image", "pull", "oci:" + image.Directory], cancellationToken);
        Clear(directory);
        return long.Parse(said.TrimEnd().Split('\n')[^1], CultureInfo.InvariantCulture) >> 10;
    }

    private static void Clear(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
