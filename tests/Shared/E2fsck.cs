namespace Slipway.Testing;

/// <summary>The reference checker, told to change nothing.</summary>
internal static class E2fsck
{
    private static readonly string[] _passes =
    [
        "e2fsck ",
        "Pass 1: Checking inodes, blocks, and sizes",
        "Pass 2: Checking directory structure",
        "Pass 3: Checking directory connectivity",
        "Pass 4: Checking reference counts",
        "Pass 5: Checking group summary information",
    ];

    /// <summary>Exit code 0 is not enough: nothing may be said beyond the passes and the summary.</summary>
    public static async Task AssertCleanAsync(string image)
    {
        var (exitCode, output) = await Tool.RunAsync("e2fsck", "-fn", image);
        var remarks = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !_passes.Any(pass => line.StartsWith(pass, StringComparison.Ordinal)))
            .Where(line => !line.Contains(" files (", StringComparison.Ordinal) || !line.EndsWith(" blocks", StringComparison.Ordinal));
        Assert.True(exitCode == 0 && !remarks.Any(), $"e2fsck -fn: exit code {exitCode}\n{output}");
    }
}
