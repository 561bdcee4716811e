using System.Text;
using CsCheck;
using Slipway.Oci.Tar;
using static Slipway.Oci.Tests.Tar.TarReading;

namespace Slipway.Oci.Tests.Tar;

public sealed class TarWriterTests
{
    private static readonly Gen<byte[]> s_name = Gen.Byte[1, 255].Array[1, 300].Select(bytes => (byte[])[.. bytes, (byte)'x']);

    private static readonly Gen<IReadOnlyList<TarXattr>> s_xattrs =
        Gen.Select(Gen.Byte[33, 60].Array[1, 40], Gen.Byte.Array[0, 400], (name, value) => new TarXattr(Encoding.ASCII.GetBytes("user." + Encoding.ASCII.GetString(name)), value))
            .Array[0, 3].Select(all => (IReadOnlyList<TarXattr>)[.. all.DistinctBy(xattr => Encoding.ASCII.GetString(xattr.Name.Span))]);

    private static readonly Gen<(NewTarEntry Entry, byte[] Content)> s_member =
        from type in Gen.Int[0, (int)TarEntryType.Fifo].Select(value => (TarEntryType)value)
        from path in s_name
        from link in s_name
        from mode in Gen.UShort
        from owner in Gen.Select(Gen.UInt, Gen.UInt)
        from time in Gen.Select(Gen.Long[-1L << 40, 1L << 40], Gen.UInt[0, 999_999_999])
        from device in Gen.Select(Gen.UInt[0, 4095], Gen.UInt[0, (1 << 20) - 1])
        from content in Gen.Byte.Array[0, 1500]
        from xattrs in s_xattrs
        select (EntryOf(type, path, link, mode, owner, time, device, type == TarEntryType.Regular ? content.Length : 0, xattrs), content);

    [Fact]
    public void Write_AnyMembers_ReadBackEqual() => s_member.Array[0, 6].Sample(
        members =>
        {
            var items = ReadAll(Write(members));
            Assert.Equal(members.Length, items.Count);
            foreach (var ((entry, content), item) in members.Zip(items))
                AssertEqual(entry, content, item);
        },
        iter: 500);

    [Fact]
    public async Task Write_Tree_GnuTarRestoresIt()
    {
        Tool.Require("tar", "getfattr");
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(Path.Combine(directory.Path, "t.tar"), Write(Sample()), TestContext.Current.CancellationToken);
        var listing = Encoding.UTF8.GetString(await Shell.RunInAsync(
            directory.Path,
            """
            tar --numeric-owner --full-time -tvf t.tar
            mkdir out
            tar --no-same-owner --xattrs --xattrs-include='user.*' -C out -xpf t.tar --exclude=dev
            stat -c '%F %a %s %Y' out/dir/file out/dir
            [ out/dir/file -ef out/hard ] && readlink out/link
            getfattr --only-values -n user.note out/dir/file
            """));
        Assert.Contains("-rwsr-xr-x 3000000/5", listing, StringComparison.Ordinal);
        Assert.Contains("2001-09-09 01:46:40.5 dir/file", listing, StringComparison.Ordinal);
        Assert.Contains("hard link to dir/file", listing, StringComparison.Ordinal);
        Assert.Contains("1,3", listing, StringComparison.Ordinal);
        Assert.Contains("regular file 4755 600 1000000000\ndirectory 755", listing, StringComparison.Ordinal);
        Assert.Contains($"{new string('l', 150)}\na=b\nc", listing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_Tree_BsdtarReadsIt()
    {
        Tool.Require("bsdtar");
        using var directory = new TemporaryDirectory();
        await File.WriteAllBytesAsync(Path.Combine(directory.Path, "t.tar"), Write(Sample()), TestContext.Current.CancellationToken);
        var listing = Encoding.UTF8.GetString(await Shell.RunInAsync(directory.Path, "bsdtar -tf t.tar; bsdtar -xOf t.tar dir/file | wc -c"));
        Assert.Equal($"dir/\ndir/file\nhard\nlink\ndev\n{new string('d', 200)}/\n600\n", listing);
    }

    [Fact]
    public void WriteContent_TooMuchOrTooLittle_IsRefused()
    {
        var writer = new TarWriter(new MemoryStream());
        writer.WriteEntry(new NewTarEntry { Type = TarEntryType.Regular, Path = "f"u8.ToArray(), Mode = 0x1A4, SizeBytes = 3 });
        Assert.Throws<InvalidOperationException>(writer.Finish);
        Assert.Throws<InvalidOperationException>(() => writer.WriteContent("four"u8));
        writer.WriteContent("one"u8);
        writer.Finish();
        Assert.Throws<ArgumentException>(() => writer.WriteEntry(new NewTarEntry { Type = TarEntryType.Regular, Path = "a\0b"u8.ToArray(), Mode = 0 }));
    }

    private static (NewTarEntry Entry, byte[] Content)[] Sample()
    {
        IReadOnlyList<TarXattr> note = [new("user.note"u8.ToArray(), "a=b\nc"u8.ToArray())];
        var file = Encoding.ASCII.GetBytes("dir/file");
        return
        [
            (EntryOf(TarEntryType.Directory, "dir/"u8.ToArray(), [], 0x1ED, (0, 0), (0, 0), (0, 0), 0, []), []),
            (EntryOf(TarEntryType.Regular, file, [], 0x9ED, (3_000_000, 5), (1_000_000_000, 500_000_000), (0, 0), 600, note), new byte[600]),
            (EntryOf(TarEntryType.HardLink, "hard"u8.ToArray(), file, 0x9ED, (3_000_000, 5), (1_000_000_000, 500_000_000), (0, 0), 0, []), []),
            (EntryOf(TarEntryType.SymbolicLink, "link"u8.ToArray(), Encoding.ASCII.GetBytes(new string('l', 150)), 0x1FF, (0, 0), (0, 0), (0, 0), 0, []), []),
            (EntryOf(TarEntryType.CharacterDevice, "dev"u8.ToArray(), [], 0x1B6, (0, 0), (-1, 0), (1, 3), 0, []), []),
            (EntryOf(TarEntryType.Directory, Encoding.ASCII.GetBytes(new string('d', 200) + "/"), [], 0x1ED, (0, 0), (0, 0), (0, 0), 0, []), []),
        ];
    }

    private static NewTarEntry EntryOf(
        TarEntryType type, byte[] path, byte[] link, ushort mode, (uint Uid, uint Gid) owner, (long Seconds, uint Nanoseconds) time,
        (uint Major, uint Minor) device, long size, IReadOnlyList<TarXattr> xattrs) => new()
        {
            Type = type,
            Path = type == TarEntryType.Directory && path[^1] != '/' ? [.. path, (byte)'/'] : path,
            LinkTarget = type is TarEntryType.HardLink or TarEntryType.SymbolicLink ? link : default(ReadOnlyMemory<byte>),
            Mode = (ushort)(mode & 0xFFF),
            Uid = owner.Uid,
            Gid = owner.Gid,
            MtimeSeconds = time.Seconds,
            MtimeNanoseconds = time.Nanoseconds,
            SizeBytes = size,
            DeviceMajor = type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice ? device.Major : 0,
            DeviceMinor = type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice ? device.Minor : 0,
            Xattrs = xattrs,
        };

    private static byte[] Write(IEnumerable<(NewTarEntry Entry, byte[] Content)> members)
    {
        using var output = new MemoryStream();
        var writer = new TarWriter(output);
        foreach (var (entry, content) in members)
        {
            writer.WriteEntry(entry);
            if (entry.Type == TarEntryType.Regular)
                writer.WriteContent(content);
        }

        writer.Finish();
        return output.ToArray();
    }

    private static void AssertEqual(NewTarEntry entry, byte[] content, Item item)
    {
        Assert.Equal(Text(entry.Path), item.Path);
        Assert.Equal(Text(entry.LinkTarget), item.Link);
        Assert.Equal((entry.Type, entry.Mode, entry.Uid, entry.Gid), (item.Entry.Type, item.Entry.Mode, item.Entry.Uid, item.Entry.Gid));
        Assert.Equal((entry.MtimeSeconds, entry.MtimeNanoseconds), (item.Entry.MtimeSeconds, item.Entry.MtimeNanoseconds));
        Assert.Equal((entry.DeviceMajor, entry.DeviceMinor), (item.Entry.DeviceMajor, item.Entry.DeviceMinor));
        Assert.Equal(entry.Type == TarEntryType.Regular ? content : [], item.Content);
        Assert.Equal(entry.Xattrs.Select(xattr => (Text(xattr.Name), Text(xattr.Value))), item.Entry.Xattrs.Select(xattr => (Text(xattr.Name), Text(xattr.Value))));
    }
}
