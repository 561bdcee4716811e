using System.Text;
using Slipway.Vmm.Boot;
using Slipway.Vmm.Kernels;

namespace Slipway.Vmm.Tests.Boot;

public sealed class InitrdTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ensure_Contents_AreInitModulesAndConsole()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["00-virtio.ko"], "module", Token);
        await File.WriteAllTextAsync(directory["00-erofs.ko"], "module", Token);
        await File.WriteAllTextAsync(directory["program"], "init", Token);

        var path = await Initrd.EnsureAsync(directory["kernel"], Kernel([directory["00-virtio.ko"]], [directory["00-erofs.ko"]]), directory["program"], Token);

        var listing = await Tool.FilterAsync("cpio", ["-t", "--quiet"], await File.ReadAllBytesAsync(path, Token));
        Assert.Equal(["dev", "dev/console", "init", "modules", "modules/00-virtio.ko", "modules-erofs", "modules-erofs/00-erofs.ko"], Encoding.UTF8.GetString(listing).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Ensure_SameInit_IsWrittenOnce()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["program"], "init", Token);
        var first = await Initrd.EnsureAsync(directory["kernel"], Kernel([], []), directory["program"], Token);
        File.SetLastWriteTimeUtc(first, DateTime.UnixEpoch);

        var second = await Initrd.EnsureAsync(directory["kernel"], Kernel([], []), directory["program"], Token);

        Assert.Equal(first, second);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(second));
    }

    [Fact]
    public async Task Ensure_OtherInit_ReplacesTheOldOne()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["program"], "init", Token);
        var first = await Initrd.EnsureAsync(directory["kernel"], Kernel([], []), directory["program"], Token);

        await File.WriteAllTextAsync(directory["program"], "other", Token);
        var second = await Initrd.EnsureAsync(directory["kernel"], Kernel([], []), directory["program"], Token);

        Assert.NotEqual(first, second);
        Assert.Equal([second], Directory.GetFileSystemEntries(directory["kernel"]));
    }

    private static GuestKernel Kernel(string[] modules, string[] erofsModules) => new("6.1.0-test", "vmlinux", modules, erofsModules, new KernelOrigin(true, "test"));
}
