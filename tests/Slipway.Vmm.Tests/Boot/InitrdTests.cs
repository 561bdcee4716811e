using System.Text;
using Slipway.Vmm.Boot;

namespace Slipway.Vmm.Tests.Boot;

public sealed class InitrdTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ensure_Contents_AreInitModulesAndConsole()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["00-virtio.ko"], "module", Token);

        var path = await Initrd.EnsureAsync(directory["kernel"], [directory["00-virtio.ko"]], "init"u8.ToArray(), Token);

        var listing = await Tool.FilterAsync("cpio", ["-t", "--quiet"], await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(["dev", "dev/console", "init", "modules", "modules/00-virtio.ko"], Encoding.UTF8.GetString(listing).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Ensure_SameInit_IsWrittenOnce()
    {
        using var directory = new TemporaryDirectory();
        var first = await Initrd.EnsureAsync(directory.Path, [], "init"u8.ToArray(), Token);
        File.SetLastWriteTimeUtc(first, DateTime.UnixEpoch);

        var second = await Initrd.EnsureAsync(directory.Path, [], "init"u8.ToArray(), Token);

        Assert.Equal(first, second);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(second));
    }

    [Fact]
    public async Task Ensure_OtherInit_ReplacesTheOldOne()
    {
        using var directory = new TemporaryDirectory();
        var first = await Initrd.EnsureAsync(directory.Path, [], "init"u8.ToArray(), Token);

        var second = await Initrd.EnsureAsync(directory.Path, [], "other"u8.ToArray(), Token);

        Assert.NotEqual(first, second);
        Assert.Equal([second], Directory.GetFileSystemEntries(directory.Path));
    }
}
