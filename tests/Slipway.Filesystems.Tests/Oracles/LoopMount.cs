namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>An image mounted by this machine's kernel, until disposed. Skips the test where that is not possible.</summary>
internal sealed class LoopMount : IAsyncDisposable
{
    private LoopMount(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<LoopMount> CreateAsync(ScratchImage image, bool writable = false, string type = "ext4")
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting an image needs root");
        var folder = Directory.CreateTempSubdirectory("slipway-mount-").FullName;
        var (exitCode, output) = await Tool.RunAsync("mount", "-t", type, "-o", writable ? "loop,rw" : "loop,ro", image.Path, folder);
        if (exitCode != 0)
            Directory.Delete(folder);
        Assert.SkipWhen(output.Contains("unknown filesystem type", StringComparison.Ordinal), $"this kernel has no {type}");
        Assert.SkipWhen(output.Contains("loop", StringComparison.Ordinal) && exitCode != 0, $"no loop devices here: {output}");
        Assert.True(exitCode == 0, $"the kernel does not mount the image: {output}");
        return new LoopMount(folder);
    }

    public async ValueTask DisposeAsync()
    {
        // Lazily: what another test forks just now has this one's files open until it executes.
        var (exitCode, output) = await Tool.RunAsync("umount", "--lazy", Folder);
        Assert.True(exitCode == 0, output);
        Directory.Delete(Folder);
    }
}
