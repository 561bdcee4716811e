using Slipway.Images.Tests.Layers;

namespace Slipway.Images.Tests.Conversion;

/// <summary>What other people's tools make of layers and of our images.</summary>
internal static class Judges
{
    private const string Unpack = """umoci --log=error unpack --image "$1:latest" "$2" """;

    /// <summary>Skips the running test where the judges cannot work.</summary>
    public static void Require()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: it mounts images and unpacks with owners");
        Tool.Require("umoci", "e2fsck", "fsck.erofs", "mount", "getfattr");
    }

    /// <summary>The tree umoci unpacks.</summary>
    public static async Task<SortedDictionary<string, string>> UmociAsync(IReadOnlyList<byte[]> layers)
    {
        using var directory = new TemporaryDirectory();
        await OciLayout.WriteAsync(directory["layout"], layers);
        return await UmociAsync(directory["layout"]);
    }

    /// <summary>The tree umoci unpacks; null when it refuses.</summary>
    public static async Task<SortedDictionary<string, string>?> TryUmociAsync(IReadOnlyList<byte[]> layers)
    {
        using var directory = new TemporaryDirectory();
        await OciLayout.WriteAsync(directory["layout"], layers);
        int exitCode = await Shell.TryRunAsync(Unpack, directory["layout"], directory["bundle"]);
        return exitCode == 0 ? await TreeListing.OfAsync(directory["bundle/rootfs"]) : null;
    }

    /// <summary>The tree umoci unpacks of an image layout.</summary>
    public static async Task<SortedDictionary<string, string>> UmociAsync(string layout)
    {
        using var directory = new TemporaryDirectory();
        await Shell.RunAsync(Unpack, layout, directory["bundle"]);
        return await TreeListing.OfAsync(directory["bundle/rootfs"]);
    }

    /// <summary>The tree the kernel sees in an image, which its filesystem's own checker has found clean.</summary>
    public static async Task<SortedDictionary<string, string>> KernelAsync(string image)
    {
        await LayerCheck.AssertCleanAsync(image);
        string mountPoint = image + ".mnt";
        Directory.CreateDirectory(mountPoint);
        await Shell.RunAsync("""mount -o ro,loop "$1" "$2" """, image, mountPoint);
        try
        {
            return await TreeListing.OfAsync(mountPoint);
        }
        finally
        {
            await Shell.RunAsync("""umount "$1" """, mountPoint);
        }
    }
}
