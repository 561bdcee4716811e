using Slipway.Init.Rootfs;

namespace Slipway.Init.Tests.Rootfs;

/// <summary>What a layer's disk is, told from its first bytes; the disks are made by the filesystems' own tools.</summary>
public sealed class LayerDiskTests
{
    private const int ImageBytes = 4 << 20;

    [Theory]
    [InlineData("mke2fs", "-q -F -t ext4 DISK", "ext4")]
    [InlineData("mkfs.erofs", "DISK TREE", "erofs")]
    [InlineData("mkfs.erofs", "-zlz4hc DISK TREE", "erofs")]
    public async Task TypeOf_DiskOfTheToolsOwn_IsTheKernelsName(string tool, string arguments, string expected)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(directory["disk"], new byte[ImageBytes], TestContext.Current.CancellationToken);
        directory.Write("tree/file", new byte[10_000], UnixFileMode.UserRead);

        var (exitCode, output) = await Tool.RunAsync(
            tool, [.. arguments.Replace("DISK", directory["disk"], StringComparison.Ordinal).Replace("TREE", directory["tree"], StringComparison.Ordinal).Split(' ')]);

        Assert.True(exitCode == 0, output);
        Assert.Equal(expected, LayerDisk.TypeOf(await File.ReadAllBytesAsync(directory["disk"], TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1081)]
    [InlineData(1082)]
    [InlineData(8192)]
    public void TypeOf_Zeros_IsNone(int bytes) => Assert.Null(LayerDisk.TypeOf(new byte[bytes]));
}
