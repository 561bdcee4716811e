using System.Globalization;
using System.Text;
using Slipway.Filesystems.Erofs;
using Slipway.Filesystems.Ext4;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Erofs;

/// <summary>What EROFS does in its own way; the rest is in <see cref="Contract.ErofsContractTests"/>.</summary>
public sealed class ErofsWriterTests
{
    /// <summary>Compact and extended inodes, before 1970 and far behind what ext4 stores.</summary>
    [Fact]
    public async Task SetAttributes_AnyTime_IsShownByTheKernel()
    {
        long[] times = [-60_000_000_000, -1, 0, 1, 1_700_000_000, 1L << 31, 1L << 34, 253_402_300_800];
        using var image = Write(writer =>
        {
            for (var i = 0; i < times.Length; i++)
                writer.CreateFile(writer.Root, Encoding.UTF8.GetBytes($"f{i}"), 0, new Attributes(0x1A4, 0, 0, times[i], (uint)i * 111_111_111));
        });
        await FsckErofs.AssertCleanAsync(image.Path);
        await using var mount = await LoopMount.CreateAsync(image, type: "erofs");
        for (var i = 0; i < times.Length; i++)
        {
            var (_, shown) = await Tool.RunAsync("stat", "-c", "%Y", Path.Combine(mount.Folder, $"f{i}"));
            Assert.Equal(times[i], long.Parse(shown, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>More than a compact inode counts.</summary>
    [Fact]
    public async Task Link_MoreThanSixteenBits_IsCounted()
    {
        using var image = Write(static writer =>
        {
            var file = writer.CreateFile(writer.Root, "file"u8, 0, default);
            for (var i = 1; i < 70_000; i++)
                writer.Link(file, writer.Root, Encoding.UTF8.GetBytes($"name{i}"));
        });
        await FsckErofs.AssertCleanAsync(image.Path);
        await using var mount = await LoopMount.CreateAsync(image, type: "erofs");
        Assert.Equal("70000\n", (await Tool.RunAsync("stat", "-c", "%h", Path.Combine(mount.Folder, "name69999"))).Output);
    }

    /// <summary>Directories whose last block is nearly empty, nearly full, full, and whose tail fits behind its inode or does not.</summary>
    [Fact]
    public async Task Finish_DirectoryOfAnySize_IsReadByAll()
    {
        var folders = Enumerable.Range(0, 90).ToDictionary(static i => $"folder{i}", static i => 1 + i * 5);
        using var image = Write(writer =>
        {
            foreach (var (name, count) in folders)
            {
                var folder = writer.AddDirectory(writer.Root, name);
                for (var i = 0; i < count; i++)
                    writer.AddFile(folder, $"{i:D3}", []);
                if (count % 2 == 0)
                    writer.SetXattr(folder, "user.long"u8, Samples.Content(count * 8));
            }
        });
        await FsckErofs.AssertCleanAsync(image.Path);
        var reader = ErofsReader.Open(image.Handle);
        await using var mount = await LoopMount.CreateAsync(image, type: "erofs");
        foreach (var (name, count) in folders)
        {
            Assert.True(reader.TryLookup(reader.Root, Encoding.UTF8.GetBytes(name), out var folder));
            Assert.Equal(count, reader.EntriesOf(folder).Count());
            Assert.Equal(count, Directory.GetFiles(Path.Combine(mount.Folder, name)).Length);
            Assert.True(File.Exists(Path.Combine(mount.Folder, name, $"{count - 1:D3}")) && File.Exists(Path.Combine(mount.Folder, name, "000")));
        }
    }

    /// <summary>Names that sort before "." and between "." and "..".</summary>
    [Fact]
    public async Task Finish_NamesAroundTheDots_AreFound()
    {
        string[] names = ["!", "-", ".!", "...", ".a", "A", "~", "\u00fc"];
        using var image = Write(writer =>
        {
            foreach (var name in names)
                writer.AddFile(writer.Root, name, []);
        });
        await FsckErofs.AssertCleanAsync(image.Path);
        await using var mount = await LoopMount.CreateAsync(image, type: "erofs");
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(mount.Folder, name)), name));
    }

    [Fact]
    public async Task SetXattr_LargerThanABlock_IsReadByTheKernel()
    {
        using var image = Write(static writer =>
        {
            writer.SetXattr(writer.Root, "trusted.root"u8, Samples.Content(2_000));
            var file = writer.AddFile(writer.Root, "file", Samples.Content(5000));
            for (var i = 0; i < 100; i++)
                writer.SetXattr(file, Encoding.UTF8.GetBytes($"user.n{i}"), Samples.Content(300, i));
            Assert.Throws<FilesystemException>(() => writer.SetXattr(file, "user.more"u8, Samples.Content(40_000)));
            Assert.Throws<FilesystemException>(() => writer.SetXattr(file, "user.more"u8, Samples.Content(70_000)));
        });
        await FsckErofs.AssertCleanAsync(image.Path);
        var reader = ErofsReader.Open(image.Handle);
        Assert.Equal(Samples.Content(2_000), reader.XattrsOf(reader.Root).Single().Value.ToArray());
        await using var mount = await LoopMount.CreateAsync(image, type: "erofs");
        var (_, values) = await Tool.RunAsync("getfattr", "-d", "-e", "hex", "--absolute-names", Path.Combine(mount.Folder, "file"));
        for (var i = 0; i < 100; i++)
            Assert.Contains($"user.n{i}=0x{Convert.ToHexStringLower(Samples.Content(300, i))}", values, StringComparison.Ordinal);
        var (_, root) = await Tool.RunAsync("getfattr", "-n", "trusted.root", "-e", "hex", "--absolute-names", mount.Folder);
        Assert.Contains(Convert.ToHexStringLower(Samples.Content(2_000)), root, StringComparison.Ordinal);
    }

    /// <summary>A map of 4 MiB at most, whatever the size: blocks get their places in units there.</summary>
    [Fact]
    public async Task WriteContent_FileOfATebibyte_HasAShortMap()
    {
        const long Size = (1L << 40) + 5;
        using var image = Write(static writer =>
        {
            var file = writer.CreateFile(writer.Root, "file"u8, Size, Samples.FileAttributes);
            for (var i = 0L; i < 100; i++)
                writer.WriteContent(file, i * 10_000_000_000 + 77, Samples.Content(5000, (int)i));
            writer.WriteContent(file, Size - 1, "x"u8);
            writer.AddFile(writer.Root, "other", Samples.Content(100));
            Assert.Throws<FilesystemException>(() => writer.WriteContent(file, Size - 1, "x"u8));
        });
        Assert.InRange(new FileInfo(image.Path).Length, 0, 300 << 20);
        var reader = ErofsReader.Open(image.Handle);
        await using var mount = await LoopMount.CreateAsync(image, type: "erofs");
        await using var mounted = File.OpenRead(Path.Combine(mount.Folder, "file"));
        Assert.True(reader.TryLookup(reader.Root, "file"u8, out var file));
        for (var i = 0L; i < 100; i++)
        {
            var (read, shown) = (new byte[5002], new byte[5002]);
            var position = Math.Max(0, i * 10_000_000_000 + 76);
            reader.ReadContent(file, position, read);
            mounted.Position = position;
            mounted.ReadExactly(shown);
            Assert.Equal([0, .. Samples.Content(5000, (int)i), 0], read);
            Assert.Equal(read, shown);
        }

        var last = new byte[2];
        Assert.Equal(1, reader.ReadContent(file, Size - 1, last));
        Assert.Equal((byte)'x', last[0]);
    }

    [Fact]
    public async Task Finish_LabelAndIdentity_AreInTheSuperblock()
    {
        using var image = Write(static _ => { });
        var (_, shown) = await Tool.RunAsync("blkid", "-p", "-o", "export", image.Path);
        Assert.Contains($"UUID={Samples.Uuid}", shown, StringComparison.Ordinal);
        Assert.Contains("LABEL=test", shown, StringComparison.Ordinal);
        Assert.Contains("TYPE=erofs", shown, StringComparison.Ordinal);
        Assert.Equal(new FileInfo(image.Path).Length, BitConverter.ToUInt32(image.ReadAll(), 1024 + 0x24) * 4096L);
    }

    /// <summary>About 110 bytes and the name for each file, as ext4's writer; and 256 KiB of blocks that wait for more inodes.</summary>
    [Fact]
    public void AddFile_HundredThousand_NeedsNoMoreMemoryThanExt4()
    {
        using var image = new ScratchImage();
        using var ext4 = new Ext4Writer(image.Handle, Samples.Options);
        var most = MemoryOf(ext4);
        using var other = new ScratchImage();
        using var erofs = new ErofsWriter(other.Handle, new ErofsWriterOptions("test"));
        Assert.InRange(MemoryOf(erofs), 0, most * 1.2);
    }

    [Fact]
    public void Create_OptionOutOfRange_Throws()
    {
        using var image = new ScratchImage();
        Assert.Throws<FilesystemException>(() => new ErofsWriter(image.Handle, new ErofsWriterOptions("a label of 17 byt")));
        Assert.Throws<FilesystemException>(() => new ErofsWriter(image.Handle, new ErofsWriterOptions("") { MaximumSizeBytes = 4096 }));
    }

    /// <summary>Allocated by this thread: what other tests do meanwhile does not count.</summary>
    [Fact]
    public void Finish_TooManyAttributesOfTheRoot_Throws()
    {
        using var image = new ScratchImage();
        using var writer = new ErofsWriter(image.Handle, new ErofsWriterOptions("test"));
        writer.SetXattr(writer.Root, "trusted.root"u8, Samples.Content(3_000));
        var error = Assert.Throws<FilesystemException>(() => writer.Finish(Samples.Uuid));
        Assert.Contains("beside the superblock", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Small files share blocks with their inodes.</summary>
    [Fact]
    public async Task Finish_SmallFiles_TakeNoBlockEach()
    {
        using var image = Write(static writer =>
        {
            for (var i = 0; i < 10_000; i++)
                writer.AddFile(writer.Root, $"file{i}", Samples.Content(i % 1000, i));
        });
        Assert.InRange(new FileInfo(image.Path).Length, 0, 10_000 * (500 + 64 + 32 + 24) * 11 / 10);
        await FsckErofs.AssertCleanAsync(image.Path);
        await using var mount = await LoopMount.CreateAsync(image, type: "erofs");
        for (var i = 0; i < 10_000; i += 97)
            Assert.Equal(Samples.Content(i % 1000, i), await File.ReadAllBytesAsync(Path.Combine(mount.Folder, $"file{i}"), TestContext.Current.CancellationToken));
    }

    /// <summary>The end of a file stands behind its attributes, and has to move for more of them.</summary>
    [Fact]
    public async Task SetXattr_FileWithContent_KeepsBoth()
    {
        using var image = Write(static writer =>
        {
            for (var i = 0; i < 200; i++)
            {
                var file = writer.AddFile(writer.Root, $"file{i}", Samples.Content(50 + i * 41, i));
                if (i % 3 == 0)
                    writer.SetXattr(file, "user.a"u8, Samples.Content(i * 20, i));
            }

            for (var i = 0; i < 200; i += 5)
            {
                Assert.True(writer.TryLookup(writer.Root, Encoding.UTF8.GetBytes($"file{i}"), out var file));
                writer.SetXattr(file, "user.b"u8, Samples.Content(i, i));
                Assert.Throws<FilesystemException>(() => writer.SetXattr(file, "user.c"u8, Samples.Content(70_000)));
                if (i % 7 == 0)
                    writer.ClearXattrs(file);
            }
        });
        await FsckErofs.AssertCleanAsync(image.Path);
        var reader = ErofsReader.Open(image.Handle);
        reader.Verify(TestContext.Current.CancellationToken);
        for (var i = 0; i < 200; i++)
        {
            Assert.True(reader.TryLookup(reader.Root, Encoding.UTF8.GetBytes($"file{i}"), out var file));
            var content = new byte[50 + i * 41];
            Assert.Equal(content.Length, reader.ReadContent(file, 0, content));
            Assert.Equal(Samples.Content(content.Length, i), content);
            var count = i % 5 == 0 && i % 7 == 0 ? 0 : (i % 3 == 0 ? 1 : 0) + (i % 5 == 0 ? 1 : 0);
            Assert.Equal(count, reader.XattrsOf(file).Count);
        }
    }

    private static long MemoryOf(FilesystemWriter writer)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100_000; i++)
            writer.AddFile(writer.Root, $"file-{i:D10}", [1, 2, 3]);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static ScratchImage Write(Action<ErofsWriter> build) =>
        ScratchImage.Write(static output => new ErofsWriter(output, new ErofsWriterOptions("test")), build);
}
