namespace Slipway.Daemon.Tests.Faults;

/// <summary>A file system of a few MiB in memory, mounted on a directory; unmounted by disposal. Skips the test where it cannot be mounted.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _ballast;

    private SmallDisk(string path)
    {
        Path = path;
        _ballast = System.IO.Path.Combine(path, "ballast");
    }

    public string Path { get; }

    public static async Task<SmallDisk> MountAsync(string path, int mebibytes)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a small disk needs root");
        Directory.CreateDirectory(path);
        var (exitCode, said) = await Tool.RunAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "slipway-test", path);
        Assert.SkipUnless(exitCode == 0, $"a tmpfs cannot be mounted here: {said}");
        return new SmallDisk(path);
    }

    /// <summary>Uses up the room, all but so many bytes.</summary>
    public void Fill(long leave = 0)
    {
        using var ballast = File.OpenHandle(_ballast, FileMode.Append, FileAccess.Write);
        var page = new byte[4096];
        try
        {
            while (leave == 0 || new DriveInfo(Path).AvailableFreeSpace > leave)
                RandomAccess.Write(ballast, page, RandomAccess.GetLength(ballast));
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Makes the room free again.</summary>
    public void Empty() => File.Delete(_ballast);

    public async ValueTask DisposeAsync() => await Tool.RunAsync("umount", "--lazy", Path);
}
