using System.IO.Compression;
using System.Text;
using CsCheck;
using Slipway.Linux.Isal;
using Slipway.Linux.Zstd;
using Slipway.Oci.Compression;

namespace Slipway.Oci.Tests.Compression;

public sealed class LayerDecompressionTests
{
    public static TheoryData<bool> Decompressors => ZstdDecompressor.IsAvailable ? [true, false] : [false];

    public static TheoryData<bool> Inflaters => IsalInflater.IsAvailable ? [true, false] : [false];

    [Theory]
    [MemberData(nameof(Inflaters))]
    public void Gzip_Members_AreJoined(bool isal)
    {
        byte[] blob = [.. Gzip("one "u8), .. Gzip([]), .. Gzip("two"u8)];
        Assert.Equal("one two", Encoding.ASCII.GetString(Unpack(blob, isal, out LayerCompression compression)));
        Assert.Equal(LayerCompression.Gzip, compression);
    }

    [Theory]
    [MemberData(nameof(Inflaters))]
    public void Gzip_ZeroPadding_IsAccepted(bool isal) =>
        Assert.Equal("one"u8, Unpack([.. Gzip("one"u8), .. new byte[1000]], isal, out _));

    [Fact]
    public void Gzip_CutAnywhere_IsRefused()
    {
        Assert.SkipUnless(IsalInflater.IsAvailable, "libisal2 is not installed");
        byte[] blob = Gzip(Noise(3000));
        for (int length = 11; length < blob.Length; length += 7)
            Assert.Throws<InvalidDataException>(() => Unpack(blob[..length], isal: true, out _));
    }

    [Theory]
    [MemberData(nameof(Inflaters))]
    public void Gzip_ChecksumOrLengthWrong_IsRefused(bool isal)
    {
        for (int back = 1; back <= 8; back++)
        {
            byte[] blob = Gzip("content"u8);
            blob[^back] ^= 1;
            Assert.Throws<InvalidDataException>(() => Unpack(blob, isal, out _));
        }
    }

    [Fact]
    public void Gzip_GarbageAfterLastMember_IsRefused()
    {
        Assert.SkipUnless(IsalInflater.IsAvailable, "libisal2 is not installed");
        var error = Assert.Throws<InvalidDataException>(() => Unpack([.. Gzip("one"u8), 0, 0, 7], isal: true, out _));
        Assert.Contains("neither another member nor zero padding", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Inflaters))]
    public void Gzip_AnyChunking_GivesTheSameBytes(bool isal) =>
        Gen.Select(Gen.Int[0, 200_000], Gen.Int[1, 70_000], Gen.Int[1, 70_000], Gen.Int[0, 3]).Sample(
            (size, read, write, members) =>
            {
                byte[] content = Noise(size);
                byte[] blob = Gzip(content);
                for (int i = 0; i < members; i++) blob = [.. blob, .. Gzip(content.AsSpan(0, size / 2))];
                byte[] expected = content;
                for (int i = 0; i < members; i++) expected = [.. expected, .. content.AsSpan(0, size / 2)];
                using Stream stream = LayerDecompression.Open(new ChunkedStream(blob, read), isal, false, out _);
                return expected.AsSpan().SequenceEqual(ReadAll(stream, write));
            },
            iter: 100);

    /// <summary>gzip FILE stores the name: pieces end inside it, as at the ten bytes by which a layer is recognised.</summary>
    [Theory]
    [MemberData(nameof(Inflaters))]
    public void Gzip_HeaderFieldsInPieces_ArePassedOver(bool isal)
    {
        byte[] content = Noise(5000);
        byte[] plain = Gzip(content);
        for (int fields = 0; fields < 8; fields++)
        {
            byte flags = (byte)(fields << 2);
            byte[] extra = (flags & 4) != 0 ? [5, 0, 1, 2, 3, 4, 5] : [];
            byte[] name = (flags & 8) != 0 ? "layer.tar\0"u8.ToArray() : [];
            byte[] comment = (flags & 16) != 0 ? "a comment\0"u8.ToArray() : [];
            byte[] member = [.. plain[..3], flags, .. plain[4..10], .. extra, .. name, .. comment, .. plain[10..]];
            for (int chunk = 1; chunk < 40; chunk++)
            {
                using Stream stream = LayerDecompression.Open(new ChunkedStream([.. member, .. member], chunk), isal, false, out _);
                Assert.Equal([.. content, .. content], ReadAll(stream, 700));
            }
        }
    }

    [Fact]
    public void Isal_OneByteInOneByteOut_InflatesMembers()
    {
        Assert.SkipUnless(IsalInflater.IsAvailable, "libisal2 is not installed");
        byte[] content = Noise(2000);
        using Stream stream = LayerDecompression.Open(new ChunkedStream([.. Gzip(content), .. Gzip(content)], 1), true, false, out _);
        Assert.Equal([.. content, .. content], ReadAll(stream, 1));
    }

    [Fact]
    public async Task Pigz_And_Igzip_Output_IsRead()
    {
        Tool.Require("gzip", "igzip");
        using var directory = new TemporaryDirectory();
        byte[] content = Noise(3_000_000);
        await File.WriteAllBytesAsync(Path.Combine(directory.Path, "f"), content, TestContext.Current.CancellationToken);
        byte[] blob = await Shell.RunInAsync(directory.Path, "gzip -9 < f; igzip < f; gzip -1 --rsyncable -N f; cat f.gz");
        Assert.True(Unpack(blob, IsalInflater.IsAvailable, out _).AsSpan().SequenceEqual((byte[])[.. content, .. content, .. content]));
    }

    [Theory]
    [MemberData(nameof(Decompressors))]
    public async Task Zstd_FramesAndSkippableFrames_AreJoined(bool libzstd)
    {
        Tool.Require("zstd");
        using var directory = new TemporaryDirectory();
        byte[] frames = await Shell.RunInAsync(directory.Path, "printf one | zstd -q; printf two | zstd -q -19");
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        foreach (byte[] blob in (byte[][])[frames, [.. frames, .. skippable], [.. skippable, .. frames]])
        {
            Assert.Equal("onetwo", Encoding.ASCII.GetString(UnpackZstd(blob, libzstd, out LayerCompression compression)));
            Assert.Equal(LayerCompression.Zstd, compression);
        }
    }

    [Theory]
    [MemberData(nameof(Decompressors))]
    public async Task Zstd_CutOrDamaged_IsRefused(bool libzstd)
    {
        Tool.Require("zstd");
        using var directory = new TemporaryDirectory();
        byte[] blob = await Shell.RunInAsync(directory.Path, "seq 100000 | zstd -q --check");
        for (int length = 11; length < blob.Length; length += blob.Length / 50)
            Assert.Throws<InvalidDataException>(() => UnpackZstd(blob[..length], libzstd, out _));
        Assert.Throws<InvalidDataException>(() => UnpackZstd(blob[..^5], libzstd, out _));
        blob[blob.Length / 2] ^= 0x55;
        Assert.Throws<InvalidDataException>(() => UnpackZstd(blob, libzstd, out _));
    }

    [Theory]
    [MemberData(nameof(Decompressors))]
    public async Task Zstd_AnyChunking_GivesTheSameBytes(bool libzstd)
    {
        Tool.Require("zstd");
        using var directory = new TemporaryDirectory();
        byte[] content = Noise(700_000);
        await File.WriteAllBytesAsync(directory["f"], content, TestContext.Current.CancellationToken);
        byte[] blob = await Shell.RunInAsync(directory.Path, "zstd -q -c f; zstd -q -1 -c --check f");
        Gen.Select(Gen.Int[1, 70_000], Gen.Int[1, 300_000]).Sample(
            (read, write) =>
            {
                using Stream stream = LayerDecompression.Open(new ChunkedStream(blob, read), false, libzstd, out _);
                return ReadAll(stream, write).AsSpan().SequenceEqual((byte[])[.. content, .. content]);
            },
            iter: 30);
    }

    [Theory]
    [MemberData(nameof(Decompressors))]
    public async Task Zstd_WindowAboveTheLimit_IsRefused(bool libzstd)
    {
        Tool.Require("zstd");
        using var directory = new TemporaryDirectory();
        byte[] blob = await Shell.RunInAsync(directory.Path, "head -c 1000000 /dev/zero | zstd -q --long=28 -");
        Assert.Throws<InvalidDataException>(() => UnpackZstd(blob, libzstd, out _));
    }

    [Theory]
    [MemberData(nameof(Decompressors))]
    public async Task Zstd_Mutants_AreDecompressedOrRefused(bool libzstd)
    {
        Tool.Require("zstd");
        using var directory = new TemporaryDirectory();
        byte[] seed = await Shell.RunInAsync(directory.Path, "seq 3000 | zstd -q --check; printf two | zstd -q");
        var random = new Random(7);
        for (int i = 0; i < 3000; i++)
        {
            byte[] mutant = (byte[])seed.Clone();
            for (int edits = random.Next(1, 4); edits > 0; edits--) mutant[random.Next(4, mutant.Length)] = (byte)random.Next(256);
            try
            {
                UnpackZstd(mutant, libzstd, out _);
            }
            catch (InvalidDataException)
            {
                // Refused, as it should be.
            }
        }
    }

    [Fact]
    public void Plain_Bytes_PassThrough()
    {
        Assert.Equal("BZh1 is a name"u8, Unpack("BZh1 is a name"u8.ToArray(), true, out LayerCompression compression));
        Assert.Equal(LayerCompression.None, compression);
        Assert.Empty(Unpack([], true, out _));
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public async Task OtherPackings_AreRefusedByName(string tool)
    {
        Tool.Require(tool);
        using var directory = new TemporaryDirectory();
        byte[] blob = await Shell.RunInAsync(directory.Path, $"seq 1000 | {tool}");
        Assert.Contains(tool, Assert.Throws<InvalidDataException>(() => Unpack(blob, true, out _)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Inflaters))]
    public void Gzip_Mutants_AreInflatedOrRefused(bool isal)
    {
        byte[] seed = [.. Gzip(Noise(5000)), .. Gzip(Noise(100))];
        var random = new Random(7);
        for (int i = 0; i < 3000; i++)
        {
            byte[] mutant = (byte[])seed.Clone();
            for (int edits = random.Next(1, 4); edits > 0; edits--) mutant[random.Next(3, mutant.Length)] = (byte)random.Next(256);
            try
            {
                Unpack(mutant, isal, out _);
            }
            catch (InvalidDataException)
            {
                // Refused, as it should be.
            }
        }
    }

    internal static byte[] Noise(int size)
    {
        // Compressible, but not to nothing.
        byte[] bytes = new byte[size];
        var random = new Random(size);
        for (int i = 0; i < size; i++) bytes[i] = i > 100 && random.Next(4) != 0 ? bytes[i - random.Next(1, 100)] : (byte)random.Next(256);
        return bytes;
    }

    internal static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        // .NET writes nothing at all for empty content.
        return content.IsEmpty ? [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0] : packed.ToArray();
    }

    private static byte[] Unpack(byte[] blob, bool isal, out LayerCompression compression)
    {
        using Stream stream = LayerDecompression.Open(new MemoryStream(blob), isal, false, out compression);
        return ReadAll(stream, 65536);
    }

    private static byte[] UnpackZstd(byte[] blob, bool libzstd, out LayerCompression compression)
    {
        using Stream stream = LayerDecompression.Open(new MemoryStream(blob), false, libzstd, out compression);
        return ReadAll(stream, 65536);
    }

    private static byte[] ReadAll(Stream stream, int chunk)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[chunk];
        for (int read; (read = stream.Read(buffer)) > 0;) all.Write(buffer, 0, read);
        return all.ToArray();
    }
}
