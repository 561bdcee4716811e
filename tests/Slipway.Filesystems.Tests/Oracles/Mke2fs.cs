namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>The reference writer.</summary>
internal static class Mke2fs
{
    /// <param name="size">As mke2fs(8) takes it: <c>200M</c>.</param>
    /// <param name="options">Features and the like, separated by spaces.</param>
    /// <param name="folder">What the image is filled with; null for nothing.</param>
    public static async Task<ScratchImage> MakeAsync(string size, string options, string? folder)
    {
        var image = new ScratchImage();
        var features = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] content = folder is null ? [] : ["-d", folder];
        var (exitCode, output) = await Tool.RunAsync("mke2fs", ["-q", "-F", "-t", "ext4", .. features, .. content, image.Path, size]);
        if (exitCode == 0)
            return image;
        image.Dispose();
        throw new InvalidOperationException($"mke2fs {options}: {output}");
    }
}
