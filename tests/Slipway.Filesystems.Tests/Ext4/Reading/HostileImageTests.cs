using System.Buffers.Binary;
using Slipway.Filesystems.Ext4;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Ext4.Reading;

/// <summary>Damaged and forged images: only <see cref="FilesystemException"/> may come out, and soon.</summary>
public sealed class HostileImageTests
{
    private const int ReadOnlyFeatures = Superblock.PrimaryOffset + 0x64;

    /// <summary>With checksums nearly every flip is noticed at once; without them the flips reach the parsers.</summary>
    [Theory]
    [InlineData(true, 300)]
    [InlineData(false, 1500)]
    public void Verify_BytesFlipped_ThrowsOnlyFilesystemExceptions(bool checksums, int rounds)
    {
        using var image = ScratchImage.Write(BuildTree);
        if (!checksums)
            DropChecksums(image);
        AssertFlipsAreRefused(image, MetadataOffsets(image.ReadAll()), rounds);
    }

    /// <summary>The first blocks of a small image hold its descriptors and inodes.</summary>
    [Fact]
    public async Task Verify_BytesOfMke2fsFlipped_ThrowsOnlyFilesystemExceptions()
    {
        using var source = await SourceTree.CreateAsync();
        using var image = await Mke2fs.MakeAsync("8M", "-b 1024 -O ^metadata_csum,^has_journal", source.Folder);
        AssertFlipsAreRefused(image, MetadataOffsets(image.ReadAll()[..200_000]), 300);
    }

    [Fact]
    public void Verify_ImageCutShort_ThrowsFilesystemException()
    {
        using var image = ScratchImage.Write(BuildTree);
        for (var length = new FileInfo(image.Path).Length - 1; length > 0; length -= 4095)
        {
            RandomAccess.SetLength(image.Handle, length);
            Assert.Throws<FilesystemException>(() => Ext4Reader.Open(image.Handle));
        }
    }

    [Fact]
    public void Walk_DirectoryInsideItself_Throws()
    {
        Inode inner = default;
        using var image = ScratchImage.Write(writer =>
        {
            inner = writer.AddDirectory(writer.AddDirectory(writer.Root, "outer"), "inner");
            writer.AddFile(inner, "victim", []);
        });
        DropChecksums(image);
        var bytes = image.ReadAll();
        var entry = bytes.AsSpan().IndexOf("victim"u8) - 8;
        RandomAccess.Write(image.Handle, BitConverter.GetBytes(inner.Number - 1), entry);
        var error = Assert.Throws<FilesystemException>(() => Ext4Reader.Open(image.Handle).Walk().Count());
        Assert.Contains("second name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_TwoFilesWithOneBlock_Throws()
    {
        using var image = ScratchImage.Write(static writer =>
        {
            writer.AddFile(writer.Root, "one", Samples.Content(4096));
            writer.AddFile(writer.Root, "two", Samples.Content(4096, 2));
        });
        DropChecksums(image);
        var bytes = image.ReadAll();
        var header = (byte[])[0x0A, 0xF3, 1, 0, 4, 0, 0, 0];
        var second = bytes.AsSpan().LastIndexOf(header);
        var first = bytes.AsSpan(0, second).LastIndexOf(header);
        var previous = bytes.AsSpan(0, first).LastIndexOf(header);
        RandomAccess.Write(image.Handle, bytes.AsSpan(previous + 20, 4), first + 20);
        var error = Assert.Throws<FilesystemException>(() => Ext4Reader.Open(image.Handle).Verify(TestContext.Current.CancellationToken));
        Assert.Contains("shares", error.Message, StringComparison.Ordinal);
    }

    private static void AssertFlipsAreRefused(ScratchImage image, List<int> places, int rounds)
    {
        var original = image.ReadAll();
        var random = new Random(4711);
        var refused = 0;
        for (var round = 0; round < rounds; round++)
        {
            var flips = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => places[random.Next(places.Count)]).Distinct().ToList();
            foreach (var offset in flips)
                RandomAccess.Write(image.Handle, [FlippedOf(original[offset], random)], offset);
            refused += VerifyRefuses(image) ? 1 : 0;
            foreach (var offset in flips)
                RandomAccess.Write(image.Handle, [original[offset]], offset);
        }

        Assert.False(VerifyRefuses(image));
        Assert.InRange(refused, rounds / 10, rounds);
    }

    private static bool VerifyRefuses(ScratchImage image)
    {
        try
        {
            Ext4Reader.Open(image.Handle).Verify(TestContext.Current.CancellationToken);
            return false;
        }
        catch (FilesystemException)
        {
            return true;
        }
    }

    private static byte FlippedOf(byte value, Random random) =>
        random.Next(3) switch
        {
            0 => (byte)(value ^ 1 << random.Next(8)),
            1 => byte.MaxValue,
            _ => (byte)random.Next(256),
        };

    private static void DropChecksums(ScratchImage image)
    {
        var features = new byte[sizeof(uint)];
        RandomAccess.Read(image.Handle, features, ReadOnlyFeatures);
        var without = BinaryPrimitives.ReadUInt32LittleEndian(features) & ~Features.ReadOnlyMetadataChecksums;
        BinaryPrimitives.WriteUInt32LittleEndian(features, without);
        RandomAccess.Write(image.Handle, features, ReadOnlyFeatures);
    }

    /// <summary>Bytes that are not zero in blocks that do not hold content (which is only the letter z).</summary>
    private static List<int> MetadataOffsets(byte[] image) =>
        [.. Enumerable.Range(0, image.Length).Where(i => image[i] is not 0 and not (byte)'z' and not byte.MaxValue)];

    private static void BuildTree(Ext4Writer writer)
    {
        var zs = new byte[50_000];
        zs.AsSpan().Fill((byte)'z');
        var folder = writer.AddDirectory(writer.Root, "folder");
        var pieces = writer.CreateFile(folder, "pieces"u8, 4096 * 800, Samples.FileAttributes);
        for (var i = 0; i < 400; i++)
            writer.WriteContent(pieces, 8192L * i, zs.AsSpan(0, 4096));
        for (var i = 0; i < 300; i++)
            writer.AddFile(folder, $"file{i}", []);
        var file = writer.AddFile(writer.Root, "file", zs);
        writer.Link(file, folder, "again"u8);
        writer.SetXattr(file, "user.short"u8, "1"u8);
        writer.SetXattr(file, "user.long"u8, zs.AsSpan(0, 500));
        writer.SetXattr(file, "system.posix_acl_access"u8, Convert.FromHexString(Samples.AclHex));
        writer.CreateSymbolicLink(writer.Root, "short"u8, "file"u8, Samples.FileAttributes);
        writer.CreateSymbolicLink(writer.Root, "long"u8, zs.AsSpan(0, 300), Samples.FileAttributes);
        writer.CreateDevice(writer.Root, "device"u8, InodeType.CharacterDevice, 1, 3, Samples.FileAttributes);
    }
}
