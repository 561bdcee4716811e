using Slipway.Filesystems.Ext4;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Ext4;

public sealed class Ext4GrowthTests
{
    private const long GroupBytes = 128L << 20;

    private static readonly Ext4WriterOptions s_growable =
        Samples.Options with { MinimumSizeBytes = 0, MaximumSizeBytes = 10L << 40, SpareInodes = 0, BytesPerInode = 16 << 10, IsGrowable = true };

    [Theory]
    [InlineData(GroupBytes, GroupBytes)]
    [InlineData(GroupBytes + (1 << 20), GroupBytes)]
    [InlineData(GroupBytes + (16 << 20), GroupBytes + (16 << 20))]
    [InlineData(2 * GroupBytes, 2 * GroupBytes)]
    [InlineData(8L << 30, 8L << 30)]
    [InlineData((16L << 30) + GroupBytes, (16L << 30) + GroupBytes)] // one more block of descriptors
    [InlineData((100L << 30) + 12345, 100L << 30)]
    [InlineData((100L << 30) + (20 << 20) + 12345, (100L << 30) + (20 << 20) + 12288)]
    [InlineData(600L << 30, 600L << 30)]
    public async Task Grow_ToASize_HasItAndIsCleanForE2fsck(long asked, long expected)
    {
        using var image = ScratchImage.Write(BuildTree, s_growable);
        Assert.Equal(GroupBytes, new FileInfo(image.Path).Length);
        await E2fsck.AssertCleanAsync(image.Path);

        Grow(image, asked);

        Assert.Equal(expected, new FileInfo(image.Path).Length);
        await E2fsck.AssertCleanAsync(image.Path);
    }

    [Fact]
    public async Task Grow_SeveralGroupsWithCopies_TakesTheirBlocksForDescriptors()
    {
        using var image = ScratchImage.Write(static writer => writer.AddFile(writer.Root, "large", Samples.Content(140 << 20)), s_growable);
        await E2fsck.AssertCleanAsync(image.Path);
        Grow(image, 40L << 30);
        await E2fsck.AssertCleanAsync(image.Path);
    }

    [Fact]
    public async Task Grow_ThenMounted_TakesAsMuchAsItHasGrown()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: it mounts an image");
        using var image = ScratchImage.Write(BuildTree, s_growable);
        Grow(image, 4 * GroupBytes);
        await Shell.RunAsync(
            """
            mkdir "$1.mnt"; mount -o loop "$1" "$1.mnt"; trap 'umount "$1.mnt"; rmdir "$1.mnt"' EXIT
            test "$(cat "$1.mnt/dir/file")" = x
            dd if=/dev/zero of="$1.mnt/big" bs=1M count=450 status=none
            for i in $(seq 9000); do echo $i; done | (cd "$1.mnt/dir"; xargs touch)
            """,
            image.Path);
        await E2fsck.AssertCleanAsync(image.Path);
    }

    [Fact]
    public void Grow_NotMadeForIt_IsRefused()
    {
        using var image = ScratchImage.Write(BuildTree);
        Assert.Contains("not written for that", Assert.Throws<FilesystemException>(() => Grow(image, 1L << 30)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grow_BeyondItsMaximum_IsRefused()
    {
        using var image = ScratchImage.Write(
            static writer => writer.AddFile(writer.Root, "large", Samples.Content(1 << 20)), s_growable with { MaximumSizeBytes = 8L << 30 });
        Assert.Contains("is in use", Assert.Throws<FilesystemException>(() => Grow(image, 64L << 30)).Message, StringComparison.Ordinal);
    }

    private static void BuildTree(Ext4Writer writer) => writer.AddFile(writer.AddDirectory(writer.Root, "dir"), "file", "x"u8.ToArray());

    private static void Grow(ScratchImage image, long size) => Ext4Growth.Grow(image.Handle, size);
}
