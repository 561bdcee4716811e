using Slipway.Linux.Files;
using Slipway.Linux.Loops;
using Slipway.Linux.Mounts;

namespace Slipway.Linux.Tests.Loops;

public sealed class LoopDeviceTests
{
    private const int FileBytes = 16 << 20;

    [Fact]
    public async Task Attach_MadeMountedAndWritten_IsCleanAndNothingIsLeft()
    {
        Require();
        Tool.Require("mkfs.ext4", "losetup");
        using var directory = new TemporaryDirectory();
        using var file = UnnamedFile.Create(directory.Path, static one => RandomAccess.SetLength(one, FileBytes));
        string path;
        using (var device = LoopDevice.Attach(file, isReadOnly: false))
        {
            path = device.Path;
            await Shell.RunAsync("mkfs.ext4 -q -O ^has_journal \"$1\"", path);
            using var mount = DetachedMount.OfDevice(path, isReadOnly: false);
            await Shell.RunAsync("echo content > \"$1/file\"", mount.PathForOthers);
            mount.MakeReadOnly();
            Assert.NotEqual(0, await Shell.TryRunAsync("echo more > \"$1/file\"", mount.PathForOthers));
        }

        Assert.DoesNotContain(directory.Path, await Shell.RunAsync("losetup --list --noheadings --output BACK-FILE || :"), StringComparison.Ordinal);
        Assert.DoesNotContain(path, await File.ReadAllTextAsync("/proc/self/mounts", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(UnnamedFile.TryPublish(file, directory["image"]));
        await E2fsck.AssertCleanAsync(directory["image"]);
        using var again = LoopDevice.Attach(file, isReadOnly: true);
        using var second = DetachedMount.OfDevice(again.Path, isReadOnly: true);
        Assert.Equal("content", (await Shell.RunAsync("cat \"$1/file\"", second.PathForOthers)).Trim());
    }

    [Fact]
    public void Attach_ManyAtOnce_EachGetsItsOwn()
    {
        Require();
        using var directory = new TemporaryDirectory();
        using var file = UnnamedFile.Create(directory.Path, static one => RandomAccess.SetLength(one, FileBytes));
        var devices = new LoopDevice[8];
        Parallel.For(0, devices.Length, i => devices[i] = LoopDevice.Attach(file, isReadOnly: true));
        Assert.Equal(devices.Length, devices.Select(device => device.Path).Distinct().Count());
        Array.ForEach(devices, device => device.Dispose());
    }

    [Fact]
    public void OfDevice_NoFilesystemOnIt_SaysWhichDevice()
    {
        Require();
        using var directory = new TemporaryDirectory();
        using var file = UnnamedFile.Create(directory.Path, static one => RandomAccess.SetLength(one, FileBytes));
        using var device = LoopDevice.Attach(file, isReadOnly: true);
        Assert.Contains(device.Path, Assert.Throws<LinuxException>(() => DetachedMount.OfDevice(device.Path, isReadOnly: true)).Message, StringComparison.Ordinal);
    }

    private static void Require()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loop devices and mounts need root");
        Assert.SkipWhen(LoopDevice.FindObstacle() is not null, $"no loop devices here: {LoopDevice.FindObstacle()}");
    }
}
