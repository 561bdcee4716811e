using System.Text;
using Slipway.Oci.Tar;
using static Slipway.Oci.Tests.Tar.TarReading;

namespace Slipway.Oci.Tests.Tar;

public sealed class TarReaderTests
{
    [Fact]
    public void Ustar_PrefixAndName_AreJoined()
    {
        Item item = Assert.Single(ReadAll(new RawTar().Entry("name", content: "hi", edit: h => RawTar.Put(h, 345, "some/prefix")).End().ToArray()));
        Assert.Equal("some/prefix/name", item.Path);
        Assert.Equal("hi"u8, item.Content);
        Assert.Equal(0b110_100_100, item.Entry.Mode);
    }

    [Fact]
    public void V7_TrailingSlash_IsDirectory()
    {
        Item item = Assert.Single(ReadAll(new RawTar().Entry("dir/", '\0', edit: h => Array.Clear(h, 257, 255)).End().ToArray()));
        Assert.Equal(TarEntryType.Directory, item.Entry.Type);
    }

    [Fact]
    public void Pax_Overrides_ReplaceEveryField()
    {
        byte[] archive = new RawTar()
            .Pax(("path", "l\u00f6ng"), ("uid", "70000000"), ("gid", "4294967295"), ("mtime", "-1.5"), ("size", "3"), ("comment", "x"))
            .Entry("short", content: "abc", size: 0).End().ToArray();
        Item item = Assert.Single(ReadAll(archive));
        Assert.Equal("l\u00f6ng", item.Path);
        Assert.Equal((70000000u, 4294967295u), (item.Entry.Uid, item.Entry.Gid));
        Assert.Equal((-2L, 500_000_000u), (item.Entry.MtimeSeconds, item.Entry.MtimeNanoseconds));
        Assert.Equal("abc"u8, item.Content);
    }

    [Fact]
    public void Pax_SizeUnlikeUstarSize_WinsForFindingTheNextHeader()
    {
        // CVE-2025-62518: by the ustar size the bytes of "inner" would be taken for an entry.
        byte[] inner = new RawTar().Entry("inner", content: "evil").ToArray();
        byte[] archive = new RawTar().Pax(("size", $"{inner.Length}")).Entry("outer", '0', inner, size: 0).Entry("next").End().ToArray();
        Assert.Equal(["outer", "next"], ReadAll(archive).Select(i => i.Path));
    }

    [Fact]
    public void Pax_XattrValues_AreRawBytes()
    {
        byte[] value = [0, (byte)'=', (byte)'\n', 0xFF, 0x80, (byte)' '];
        byte[] archive = new RawTar().Pax(("SCHILY.xattr.user.raw", value), ("SCHILY.xattr.user.empty", [])).Entry("f").End().ToArray();
        TarEntry entry = Assert.Single(ReadAll(archive)).Entry;
        Assert.Equal(["user.raw", "user.empty"], entry.Xattrs.Select(x => Text(x.Name)));
        Assert.Equal(value, entry.Xattrs[0].Value.ToArray());
        Assert.True(entry.Xattrs[1].Value.IsEmpty);
    }

    [Fact]
    public void Pax_LibarchiveXattr_IsDecoded()
    {
        byte[] archive = new RawTar().Pax(("LIBARCHIVE.xattr.user.a%20b", "AP8K/w")).Entry("f").End().ToArray();
        Item item = Assert.Single(ReadAll(archive));
        Assert.Equal("\0\u00ff\n\u00ff", item.Xattr("user.a b"));
    }

    [Fact]
    public void Pax_GlobalHeader_IsIgnored()
    {
        byte[] archive = new RawTar().Entry("pax_global_header", 'g', "13 path=evil\n").Entry("f").End().ToArray();
        Assert.Equal("f", Assert.Single(ReadAll(archive)).Path);
    }

    [Fact]
    public void Gnu_LongNameAndLink_ApplyToNextEntryOnly()
    {
        string name = new('n', 5000);
        string link = new('l', 3000);
        byte[] archive = new RawTar().Entry("././@LongLink", 'K', link + "\0").Entry("././@LongLink", 'L', name + "\0")
            .Entry("short", '2', link: "target").Entry("after", '2', link: "t").End().ToArray();
        List<Item> items = ReadAll(archive);
        Assert.Equal([name, "after"], items.Select(i => i.Path));
        Assert.Equal([link, "t"], items.Select(i => i.Link));
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE }, -2)]
    [InlineData(new byte[] { 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 }, 1L << 32)]
    public void Gnu_Base256Time_IsSigned(byte[] field, long expected)
    {
        byte[] archive = new RawTar().Entry("f", edit: h => field.CopyTo(h, 136)).End().ToArray();
        Assert.Equal(expected, Assert.Single(ReadAll(archive)).Entry.MtimeSeconds);
    }

    [Fact]
    public void Links_WithASize_CarryNoContent()
    {
        byte[] archive = new RawTar().Entry("l", '1', link: "f", size: 4096).Entry("d", '5', size: 512).Entry("f", content: "x").End().ToArray();
        Assert.Equal(["l", "d", "f"], ReadAll(archive).Select(i => i.Path));
    }

    [Fact]
    public void Device_Numbers_AreRead()
    {
        byte[] archive = new RawTar().Entry("dev/null", '3', edit: h => (h[333], h[341], h[342]) = ((byte)'1', (byte)'1', (byte)'7')).End().ToArray();
        TarEntry entry = Assert.Single(ReadAll(archive)).Entry;
        Assert.Equal((TarEntryType.CharacterDevice, 1u, 15u), (entry.Type, entry.DeviceMajor, entry.DeviceMinor));
    }

    [Fact]
    public void SignedChecksum_OfOldWriters_IsAccepted()
    {
        byte[] archive = new RawTar().Entry("\u00ff").End().ToArray();
        int signed = (8 * ' ') + archive.Take(512).Where((_, i) => i is < 148 or >= 156).Sum(b => (sbyte)b);
        RawTar.Put(archive, 148, Convert.ToString(signed, 8).PadLeft(6, '0') + "\0 ");
        Assert.Equal("\u00ff", Assert.Single(ReadAll(archive)).Path);
    }

    [Fact]
    public void End_TrailingBytes_AreReadFromTheSource()
    {
        byte[] archive = new RawTar().Entry("f").End().Raw(Encoding.ASCII.GetBytes("trailing")).ToArray();
        using var source = new MemoryStream(archive);
        ReadAll(source);
        Assert.Equal(archive.Length, source.Position);
    }

    [Fact]
    public void Empty_Stream_HasNoEntries() => Assert.Empty(ReadAll([]));

    [Fact]
    public void Seekable_Source_SkipsContentWithoutReadingIt()
    {
        byte[] archive = new RawTar().Entry("big", '0', new byte[5_000_000]).Entry("last", content: "z").End().ToArray();
        var reader = new TarReader(new MemoryStream(archive));
        Assert.True(reader.TryReadEntry(out TarEntry? big));
        Assert.Equal(512, big.ContentOffset);
        Assert.True(reader.TryReadEntry(out TarEntry? last));
        Assert.Equal((byte)'z', archive[last.ContentOffset]);
        Assert.False(reader.TryReadEntry(out _));
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "checksum", Flip(new RawTar().Entry("f").End().ToArray(), 0) },
        { "512-byte header", new RawTar().Entry("f").ToArray()[..300] },
        { "content missing", new RawTar().Entry("f", content: "abc").ToArray()[..514] },
        { "single zero block", new RawTar().Raw(new byte[512]).Entry("f").End().ToArray() },
        { "no entry", new RawTar().Pax(("path", "x")).End().ToArray() },
        { "no name", new RawTar().Entry("").End().ToArray() },
        { "no target", new RawTar().Entry("l", '2').End().ToArray() },
        { "at most 1048576", new RawTar().Entry("x", 'x', size: 1 << 21).End().ToArray() },
        { "at most 65537", new RawTar().Entry("x", 'L', size: 1 << 21).End().ToArray() },
        { "at most 65536", new RawTar().Pax(("path", new string('p', 65537))).Entry("f").End().ToArray() },
        { "claims", new RawTar().Entry("x", 'x', "99 path=a\n").Entry("f").End().ToArray() },
        { "no key", new RawTar().Entry("x", 'x', "5 =a\n").Entry("f").End().ToArray() },
        { "begin with its length", new RawTar().Entry("x", 'x', "path=a b\n").Entry("f").End().ToArray() },
        { "NUL", new RawTar().Pax(("path", "a\0b")).Entry("f").End().ToArray() },
        { "name has 256", new RawTar().Pax(("SCHILY.xattr." + new string('x', 256), "")).Entry("f").End().ToArray() },
        { "name is empty", new RawTar().Pax(("SCHILY.xattr.", "")).Entry("f").End().ToArray() },
        { "value has 65537", new RawTar().Pax(("SCHILY.xattr.user.x", new string('x', 65537))).Entry("f").End().ToArray() },
        { "not base64", new RawTar().Pax(("LIBARCHIVE.xattr.user.x", "*")).Entry("f").End().ToArray() },
        { "uid", new RawTar().Pax(("uid", "-1")).Entry("f").End().ToArray() },
        { "the size", new RawTar().Pax(("size", "-1")).Entry("f").End().ToArray() },
        { "the size", new RawTar().Pax(("size", "99999999999999")).Entry("f").End().ToArray() },
        { "not a number", new RawTar().Entry("f", edit: h => h[124] = (byte)'9').End().ToArray() },
        { "mtime", new RawTar().Pax(("mtime", "yesterday")).Entry("f").End().ToArray() },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Malformed_Archive_IsRefusedWithItsReason(string reason, byte[] archive) =>
        Assert.Contains(reason, Assert.Throws<TarException>(() => ReadAll(archive)).Message, StringComparison.Ordinal);

    [Fact]
    public void Exception_Says_WhichEntryAndWhere()
    {
        var error = Assert.Throws<TarException>(() => ReadAll(Flip(new RawTar().Entry("a").Entry("b").End().ToArray(), 512)));
        Assert.Equal((1L, 512L), (error.EntryIndex, error.Offset));
        Assert.StartsWith("tar entry 1 at byte 512: the header checksum is", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Flip(byte[] archive, int offset)
    {
        archive[offset] ^= 1;
        return archive;
    }
}
