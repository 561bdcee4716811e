using System.Text;
using Slipway.Contracts.Run;
using Slipway.Vmm.Boot;

namespace Slipway.Vmm.Tests.Boot;

public sealed class BootDiskTests
{
    private static readonly RunConfig s_config = new() { Hostname = "machine" };

    [Fact]
    public async Task Write_WithInit_IsAFilesystemThatHoldsBoth()
    {
        Tool.Require("debugfs");
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["init"], "the init");
        using var disk = BootDisk.Write(directory.Path, s_config, directory["init"]);
        Assert.Equal([directory["init"]], Directory.GetFileSystemEntries(directory.Path));
        await CopyAsync(disk, directory["disk"]);

        var run = await Tool.FilterAsync("debugfs", ["-R", "cat /run.json", directory["disk"]], []);
        var init = await Tool.FilterAsync("debugfs", ["-R", "cat /init", directory["disk"]], []);
        await Tool.FilterAsync("e2fsck", ["-fn", directory["disk"]], []);

        Assert.Equal(s_config, RunConfigDocument.Parse(run));
        Assert.Equal("the init", Encoding.UTF8.GetString(init));
    }

    [Fact]
    public void Write_SameInput_GivesSameBytes()
    {
        using var first = BootDisk.Write(Path.GetTempPath(), s_config, null);
        using var second = BootDisk.Write(Path.GetTempPath(), s_config, null);

        Assert.Equal(Content(first), Content(second));
    }

    private static Task CopyAsync(Microsoft.Win32.SafeHandles.SafeFileHandle disk, string path) => File.WriteAllBytesAsync(path, Content(disk), TestContext.Current.CancellationToken);

    private static byte[] Content(Microsoft.Win32.SafeHandles.SafeFileHandle disk)
    {
        var bytes = new byte[RandomAccess.GetLength(disk)];
        RandomAccess.Read(disk, bytes, 0);
        return bytes;
    }
}
