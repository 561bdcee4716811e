namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>The reference writer of EROFS.</summary>
internal static class MkfsErofs
{
    /// <param name="options">Separated by spaces.</param>
    /// <param name="folder">What the image is filled with.</param>
    public static async Task<ScratchImage> MakeAsync(string options, string folder)
    {
        var image = new ScratchImage();
        var (exitCode, output) = await Tool.RunAsync("mkfs.erofs", [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), image.Path, folder]);
        if (exitCode == 0)
            return image;
        image.Dispose();
        throw new InvalidOperationException($"mkfs.erofs {options}: {output}");
    }
}
