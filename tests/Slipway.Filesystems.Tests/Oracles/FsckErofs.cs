namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>The reference checker of EROFS: reads every inode, entry and byte of an image. A clean one it passes over in silence.</summary>
internal static class FsckErofs
{
    public static async Task AssertCleanAsync(string image)
    {
        var (exitCode, output) = await Tool.RunAsync("fsck.erofs", "--extract", image);
        Assert.True(exitCode == 0 && string.IsNullOrWhiteSpace(output), $"fsck.erofs: exit code {exitCode}\n{output}");
    }
}
