using System.Buffers.Binary;
using System.Diagnostics;
using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs;
using Slipway.Filesystems.Erofs.Layout;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Erofs.Reading;

/// <summary>Damaged and forged images: only <see cref="FilesystemException"/> may come out, soon, and without much memory.</summary>
public sealed class HostileImageTests
{
    private const int CompatibleFeatures = Superblock.Offset + 0x08;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Verify_BytesFlipped_ThrowsOnlyFilesystemExceptions()
    {
        using var image = Write(BuildTree);
        DropChecksum(image);
        AssertFlipsAreRefused(image, 3000);
    }

    [Fact]
    public void Verify_BytesOfCompressedFilesFlipped_ThrowsOnlyFilesystemExceptions()
    {
        using var image = ScratchImage.Write(
            static output => new ErofsWriter(output, new ErofsWriterOptions("test") { IsCompressed = true }),
            static writer =>
            {
                for (var i = 0; i < 10; i++)
                    writer.AddFile(writer.Root, $"file{i}", Samples.Text(i * 30_000, i));
            });
        DropChecksum(image);
        AssertFlipsAreRefused(image, 1500);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--chunksize=4096 -x 1")]
    [InlineData("-E force-inode-extended,noinline_data")]
    [InlineData("-z lz4 -C 65536 -E legacy-compress")]
    public async Task Verify_BytesOfMkfsFlipped_ThrowsOnlyFilesystemExceptions(string options)
    {
        using var source = await SourceTree.CreateAsync();
        using var image = await MkfsErofs.MakeAsync(options, source.Folder);
        DropChecksum(image);
        AssertFlipsAreRefused(image, 500);
    }

    [Fact]
    public void Open_SuperblockFlipped_Throws()
    {
        using var image = Write(BuildTree);
        for (var offset = Superblock.Offset; offset < Superblock.Offset + Superblock.SizeBytes; offset++)
        {
            var value = new byte[1];
            RandomAccess.Read(image.Handle, value, offset);
            RandomAccess.Write(image.Handle, [(byte)(value[0] ^ 0x10)], offset);
            Assert.Throws<FilesystemException>(() => ErofsReader.Open(image.Handle));
            RandomAccess.Write(image.Handle, value, offset);
        }

        ErofsReader.Open(image.Handle).Verify(Token);
    }

    [Fact]
    public void Verify_ImageCutShort_ThrowsFilesystemException()
    {
        using var image = Write(BuildTree);
        for (var length = new FileInfo(image.Path).Length - 1; length > 0; length -= 4095)
        {
            RandomAccess.SetLength(image.Handle, length);
            Assert.Throws<FilesystemException>(() => ErofsReader.Open(image.Handle));
        }
    }

    [Fact]
    public void Walk_DirectoryInsideItself_Throws()
    {
        using var image = Write(static writer => writer.AddDirectory(writer.AddDirectory(writer.Root, "outer"), "victim"));
        var reader = ErofsReader.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "outer"u8, out var outer));
        Assert.True(reader.TryLookup(outer, "victim"u8, out var victim));

        // The first entry with that number stands in the directory above, the second is the ".." or "." of one below.
        var entry = image.ReadAll().AsSpan().IndexOf([.. BitConverter.GetBytes((ulong)victim.Number)]);
        RandomAccess.Write(image.Handle, BitConverter.GetBytes((ulong)outer.Number), entry);
        var error = Assert.Throws<FilesystemException>(() => ErofsReader.Open(image.Handle).Walk().Count());
        Assert.Contains("second name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_TwoFilesWithOneBlock_Throws()
    {
        using var image = Write(static writer =>
        {
            writer.AddFile(writer.Root, "one", Samples.Content(4096));
            writer.AddFile(writer.Root, "two", Samples.Content(4096, 2));
        });
        var reader = ErofsReader.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "two"u8, out var two));
        RandomAccess.Write(image.Handle, [1, 0, 0, 0], PositionOf(image, two) + 0x10);
        var error = Assert.Throws<FilesystemException>(() => ErofsReader.Open(image.Handle).Verify(Token));
        Assert.Contains("shares", error.Message, StringComparison.Ordinal);
    }

    /// <summary>An entry whose head is that of another cluster.</summary>
    [Fact]
    public void ReadContent_EntryOfAnotherHead_Throws()
    {
        using var image = ScratchImage.Write(
            static output => new ErofsWriter(output, new ErofsWriterOptions("test") { IsCompressed = true }),
            static writer => writer.AddFile(writer.Root, "file", Samples.Text(200_000)));
        var reader = ErofsReader.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "file"u8, out var file));

        // The fifth of 16 entries of a cluster, here of the second one.
        var bytes = image.ReadAll();
        var fifth = (byte[])[2, 0, 0, 0, 4, 0, 12, 0];
        var first = bytes.AsSpan().IndexOf(fifth);
        var second = first + 8 + bytes.AsSpan(first + 8).IndexOf(fifth);
        RandomAccess.Write(image.Handle, [20], second + 4);
        var error = Assert.Throws<FilesystemException>(() => ErofsReader.Open(image.Handle).ReadContent(file, 20 * 4096, new byte[10]));
        Assert.Contains("head", error.Message, StringComparison.Ordinal);
    }

    /// <summary>An image of a few blocks in which hundreds of directories would have the same entries, each of them once more.</summary>
    [Fact]
    public void Walk_DirectoriesWithTheSameBlocks_Throws()
    {
        using var image = Write(static writer =>
        {
            for (var i = 0; i < 500; i++)
                writer.AddDirectory(writer.Root, $"directory{i}");
        });
        var reader = ErofsReader.Open(image.Handle);
        var folders = reader.EntriesOf(reader.Root).Select(static entry => entry.Child).ToList();
        var root = new byte[64];
        RandomAccess.Read(image.Handle, root, PositionOf(image, reader.Root));
        foreach (var folder in folders)
            RandomAccess.Write(image.Handle, root, PositionOf(image, folder));
        var watch = Stopwatch.StartNew();
        Assert.Throws<FilesystemException>(() => ErofsReader.Open(image.Handle).Walk().Count());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    private static long PositionOf(ScratchImage image, Inode inode)
    {
        var metadata = new byte[sizeof(uint)];
        RandomAccess.Read(image.Handle, metadata, Superblock.Offset + 0x28);
        return BinaryPrimitives.ReadUInt32LittleEndian(metadata) * (long)Block.SizeBytes + inode.Number * 32L;
    }

    private static void AssertFlipsAreRefused(ScratchImage image, int rounds)
    {
        var original = image.ReadAll();
        var places = Enumerable.Range(0, original.Length).Where(i => original[i] is not 0 and not (byte)'z').ToList();
        var random = new Random(4711);
        var refused = 0;
        var before = GC.GetTotalAllocatedBytes();
        for (var round = 0; round < rounds; round++)
        {
            var flips = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => places[random.Next(places.Count)]).Distinct().ToList();
            foreach (var offset in flips)
                RandomAccess.Write(image.Handle, [FlippedOf(original[offset], random)], offset);
            refused += Refuses(image) ? 1 : 0;
            foreach (var offset in flips)
                RandomAccess.Write(image.Handle, [original[offset]], offset);
        }

        Assert.True(refused > 0);
        Assert.InRange((GC.GetTotalAllocatedBytes() - before) / rounds, 0, 64 << 20);
    }

    /// <summary>Reads all there is, also where files share blocks.</summary>
    private static bool Refuses(ScratchImage image)
    {
        try
        {
            var reader = ErofsReader.Open(image.Handle);
            var buffer = new byte[1 << 16];
            foreach (var entry in reader.Walk())
            {
                reader.XattrsOf(entry.Inode);
                if (entry.Stat.Type == InodeType.SymbolicLink)
                    reader.TargetOf(entry.Inode);
                if (entry.Stat.Type != InodeType.Regular)
                    continue;
                foreach (var run in reader.DataRunsOf(entry.Inode).Take(100))
                    reader.ReadContent(entry.Inode, run.Offset, buffer);
            }

            reader.Verify(Token);
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

    private static void DropChecksum(ScratchImage image) => RandomAccess.Write(image.Handle, [(byte)Features.CompatMtime], CompatibleFeatures);

    private static ScratchImage Write(Action<ErofsWriter> build) =>
        ScratchImage.Write(static output => new ErofsWriter(output, new ErofsWriterOptions("test")), build);

    private static void BuildTree(ErofsWriter writer)
    {
        var zs = new byte[50_000];
        zs.AsSpan().Fill((byte)'z');
        var folder = writer.AddDirectory(writer.Root, "folder");
        var pieces = writer.CreateFile(folder, "pieces"u8, 4096 * 40, Samples.FileAttributes);
        for (var i = 0; i < 20; i++)
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
