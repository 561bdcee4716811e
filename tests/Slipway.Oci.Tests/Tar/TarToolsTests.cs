using System.Text;
using Slipway.Oci.Tar;
using static Slipway.Oci.Tests.Tar.TarReading;

namespace Slipway.Oci.Tests.Tar;

/// <summary>Archives written by other people's tools.</summary>
public sealed class TarToolsTests
{
    private const string Tree = """
        mkdir -p t/sub/empty; printf hello > t/sub/file; chmod 4755 t/sub/file; ln -s sub/file t/link; ln t/sub/file t/hard
        mkfifo t/fifo; touch -d '1969-12-31 23:59:58.25 UTC' t/old 2>/dev/null || touch t/old
        long=$(printf 'x%.0s' $(seq 120)); mkdir -p t/$long/$long/$long; printf long > t/$long/$long/$long/f; ln -s $long/$long/$long/f t/longlink
        """;

    [Theory]
    [InlineData("gnu")]
    [InlineData("oldgnu")]
    [InlineData("pax")]
    public async Task GnuTar_EveryFormat_ReadsBackTheTree(string format)
    {
        Tool.Require("tar");
        using var directory = new TemporaryDirectory();
        byte[] archive = await Shell.RunInAsync(directory.Path, $"{Tree}\ntar --format={format} --sort=name -cf - t");
        VerifyTree(ReadAll(archive));
        Item old = ReadAll(archive).Single(i => i.Path == "t/old");
        if (format == "pax") Assert.Equal((-2L, 250_000_000u), (old.Entry.MtimeSeconds, old.Entry.MtimeNanoseconds));
        else Assert.Equal(-2, old.Entry.MtimeSeconds);
    }

    [Theory]
    [InlineData("v7")]
    [InlineData("ustar")]
    public async Task GnuTar_OldFormats_ReadBackTheTree(string format)
    {
        Tool.Require("tar");
        using var directory = new TemporaryDirectory();
        string script = """
            d=$(printf 'd%.0s' $(seq 60)); mkdir -p t/$d; printf hello > t/$d/f; ln -s $d/f t/l
            """;
        byte[] archive = await Shell.RunInAsync(directory.Path, $"{script}\ntar --format={format} --sort=name -cf - t");
        string d = new('d', 60);
        Assert.Equal(["t/", $"t/{d}/", $"t/{d}/f", "t/l"], ReadAll(archive).Select(i => i.Path));
        Assert.Equal("hello"u8, ReadAll(archive)[2].Content);
    }

    [Fact]
    public async Task BsdTar_Pax_ReadsBackTheTree()
    {
        Tool.Require("bsdtar");
        using var directory = new TemporaryDirectory();
        VerifyTree(ReadAll(await Shell.RunInAsync(directory.Path, $"{Tree}\nbsdtar --format pax -cf - t")));
    }

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=pax --sparse-version=0.0")]
    [InlineData("--format=pax --sparse-version=0.1")]
    [InlineData("--format=pax --sparse-version=1.0")]
    public async Task GnuTar_Sparse_DeliversDataAtItsOffsets(string options)
    {
        Tool.Require("tar", "truncate");
        using var directory = new TemporaryDirectory();
        // 60 segments: more than an 'S' header and two extension blocks hold.
        string script = $"""
            truncate -s 8M sparse; for i in $(seq 0 59); do printf "part $i" | dd of=sparse bs=1 seek=$((i * 131072)) conv=notrunc status=none; done
            printf after > after; tar {options} --sparse -cf a.tar sparse after; cat a.tar
            """;
        byte[] archive = await Shell.RunInAsync(directory.Path, script);
        byte[] expected = await File.ReadAllBytesAsync(Path.Combine(directory.Path, "sparse"), TestContext.Current.CancellationToken);
        foreach (List<Item> items in (List<Item>[])[ReadAll(archive), ReadAllBySegments(archive)])
        {
            Assert.Equal(["sparse", "after"], items.Select(i => i.Path));
            Assert.True(items[0].Entry.IsSparse);
            Assert.True(expected.AsSpan().SequenceEqual(items[0].Content), "the sparse content differs");
            Assert.Equal("after"u8, items[1].Content);
        }

        var reader = new TarReader(new MemoryStream(archive));
        Assert.True(reader.TryReadEntry(out _));
        long delivered = 0;
        while (reader.TryReadSegment(out _, out ReadOnlySpan<byte> data)) delivered += data.Length;
        Assert.InRange(delivered, 60 * 6, 60 * 65536);
    }

    [Fact]
    public async Task GnuTar_Xattrs_AreRead()
    {
        Tool.Require("tar", "setfattr");
        using var directory = new TemporaryDirectory();
        byte[] archive = await Shell.RunInAsync(
            directory.Path, "touch f; setfattr -n user.one -v 0x000a3dff f; tar --xattrs --xattrs-include='*' -cf - f");
        Assert.Equal("\0\n=\u00ff", Assert.Single(ReadAll(archive)).Xattr("user.one"));
    }

    [Fact]
    public async Task Python_PaxWithRawBytes_IsRead()
    {
        Tool.Require("python3");
        using var directory = new TemporaryDirectory();
        string script = """
            cat > make.py <<'EOF'
            import tarfile, io, sys
            t = tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.PAX_FORMAT, encoding='utf-8', errors='surrogateescape')
            i = tarfile.TarInfo(b'na\xff\xfeme'.decode('utf-8', 'surrogateescape')); i.size = 3; i.mtime = 12.5; i.uid = 3000000; t.addfile(i, io.BytesIO(b'abc'))
            t.close()
            EOF
            python3 make.py
            """;
        Item item = Assert.Single(ReadAll(await Shell.RunInAsync(directory.Path, script)));
        Assert.Equal("na\u00ff\u00feme", item.Path);
        Assert.Equal((12L, 500_000_000u, 3_000_000u), (item.Entry.MtimeSeconds, item.Entry.MtimeNanoseconds, item.Entry.Uid));
        Assert.Equal("abc", Encoding.ASCII.GetString(item.Content));
    }

    private static void VerifyTree(List<Item> items)
    {
        string x = new('x', 120);
        Item Find(string path) => items.Single(i => i.Path == path);
        Item named = items.First(i => i.Path is "t/sub/file" or "t/hard");
        Item other = items.Last(i => i.Path is "t/sub/file" or "t/hard");
        Assert.Equal("hello"u8, named.Content);
        Assert.Equal((TarEntryType.Regular, 0b100_111_101_101), (named.Entry.Type, named.Entry.Mode));
        Assert.Equal((TarEntryType.HardLink, named.Path), (other.Entry.Type, other.Link));
        Assert.Equal("sub/file", Find("t/link").Link);
        Assert.Equal(TarEntryType.Fifo, Find("t/fifo").Entry.Type);
        Assert.Equal("long"u8, Find($"t/{x}/{x}/{x}/f").Content);
        Assert.Equal($"{x}/{x}/{x}/f", Find("t/longlink").Link);
        Assert.Equal(TarEntryType.Directory, Find("t/sub/empty/").Entry.Type);
    }
}
