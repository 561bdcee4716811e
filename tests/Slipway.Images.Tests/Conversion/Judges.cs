namespace Slipway.Images.Tests.Conversion;

/// <summary>What other people's tools make of layers and of our images.</summary>
internal static class Judges
{
    private const string Unpack = """umoci --log=error unpack --image "$1:latest" "$2" """;

    /// <summary>The tree umoci unpacks.</summary>
    public static async Task<SortedDictionary<string, string>> UmociAsync(IReadOnlyList<byte[]> layers)
    {
        using var directory = new TemporaryDirectory();
        await OciLayout.WriteAsync(directory.File("layout"), layers);
        return await UmociAsync(directory.File("layout"));
    }

    /// <summary>The tree umoci unpacks; null when it refuses.</summary>
    public static async Task<SortedDictionary<string, string>?> TryUmociAsync(IReadOnlyList<byte[]> layers)
    {
        using var directory = new TemporaryDirectory();
        await OciLayout.WriteAsync(directory.File("layout"), layers);
        (int exitCode, _, _) = await Shell.TryRunAsync(Unpack, directory.File("layout"), directory.File("bundle"));
        return exitCode == 0 ? await TreeListing.OfAsync(directory.File("bundle/rootfs")) : null;
    }

    /// <summary>The tree umoci unpacks of an image layout.</summary>
    public static async Task<SortedDictionary<string, string>> UmociAsync(string layout)
    {
        using var directory = new TemporaryDirectory();
        await Shell.RunAsync(Unpack, layout, directory.File("bundle"));
        return await TreeListing.OfAsync(directory.File("bundle/rootfs"));
    }

    /// <summary>The tree the kernel sees in an image, which e2fsck has found clean.</summary>
    public static async Task<SortedDictionary<string, string>> KernelAsync(string image)
    {
        await Shell.RunAsync("""e2fsck -fn "$1" """, image);
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
