using Slipway.Filesystems.Ext4;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Ext4;

public sealed class Ext4WriterTests
{
    [Fact]
    public async Task Finish_EmptyTree_IsCleanForE2fsck()
    {
        using var image = ScratchImage.Write(static _ => { });
        await E2fsck.AssertCleanAsync(image.Path);
    }

    [Fact]
    public async Task Finish_FilesDirectoriesAndLinks_IsCleanForE2fsck()
    {
        using var image = ScratchImage.Write(BuildSmallTree);
        await E2fsck.AssertCleanAsync(image.Path);
        var (_, listing) = await Tool.RunAsync("debugfs", "-R", "ls -p /etc", image.Path);
        Assert.Contains("/100644/1000/100000/hello/5000/", listing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    [InlineData(128L << 20)]
    [InlineData((128L << 20) + 4096)]
    [InlineData(1L << 30)]
    [InlineData(20L << 30)]
    [InlineData(3L << 40)]
    public async Task Finish_MinimumSize_IsCleanForE2fsck(long size)
    {
        using var image = ScratchImage.Write(BuildSmallTree, Samples.Options with { MinimumSizeBytes = size });
        await E2fsck.AssertCleanAsync(image.Path);
    }

    [Fact]
    public void Finish_SameOperations_GivesSameBytes()
    {
        using var first = ScratchImage.Write(BuildSmallTree);
        using var second = ScratchImage.Write(BuildSmallTree);
        Assert.Equal(first.ReadAll(), second.ReadAll());
    }

    private static void BuildSmallTree(Ext4Writer writer)
    {
        var etc = writer.AddDirectory(writer.Root, "etc");
        var file = writer.AddFile(etc, "hello", Samples.Content(5000));
        writer.Link(file, writer.Root, "hello-again"u8);
        writer.AddFile(etc, "empty", []);
        writer.AddFile(etc, "large", Samples.Content(3_000_000));
        writer.CreateSymbolicLink(writer.Root, "short"u8, "etc/hello"u8, Samples.FileAttributes);
        writer.CreateSymbolicLink(writer.Root, "long"u8, new byte[300].Select(static _ => (byte)'x').ToArray(), Samples.FileAttributes);
        writer.CreateDevice(etc, "null"u8, InodeType.CharacterDevice, 1, 3, Samples.FileAttributes);
        writer.CreateDevice(etc, "disk"u8, InodeType.BlockDevice, 259, 70_000, Samples.FileAttributes);
        writer.CreateFifo(etc, "pipe"u8, Samples.FileAttributes);
    }
}
