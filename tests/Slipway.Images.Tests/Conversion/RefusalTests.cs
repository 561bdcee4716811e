using Slipway.Images.Conversion;

namespace Slipway.Images.Tests.Conversion;

/// <summary>What is refused, and that the message names layer, entry and reason.</summary>
public sealed class RefusalTests
{
    private static readonly Dictionary<string, (LayerTar Layer, ConversionError Error, string Message)> s_refused = new()
    {
        ["whiteout of an empty name"] = (new LayerTar().Whiteout("d/.wh."), ConversionError.InvalidEntry, "'d/.wh.': the whiteout hides nothing"),
        ["whiteout of ."] = (new LayerTar().Whiteout(".wh.."), ConversionError.InvalidEntry, "the whiteout hides nothing"),
        ["whiteout of .."] = (new LayerTar().Whiteout("d/.wh..."), ConversionError.InvalidEntry, "the whiteout hides nothing"),
        ["entry below a whiteout"] = (new LayerTar().File(".wh.x/y"), ConversionError.InvalidEntry, "below a whiteout"),
        ["entry below a file"] = (new LayerTar().File("f").File("f/x"), ConversionError.InvalidEntry, "'f/x': 'f' on its path is a Regular of the same layer"),
        ["root replaced by a file"] = (new LayerTar().File("./"[..1]), ConversionError.InvalidEntry, "would replace the root"),
        ["root replaced by a symlink"] = (new LayerTar().Symlink("a/..", "/etc"), ConversionError.InvalidEntry, "a SymbolicLink would replace the root"),
        ["hard link to a directory"] = (new LayerTar().Dir("d/").HardLink("h", "d"), ConversionError.InvalidEntry, "'h': it is a hard link to 'd', a directory"),
        ["hard link to the root"] = (new LayerTar().HardLink("h", "/"), ConversionError.InvalidEntry, "a directory"),
        ["hard link to nothing"] = (new LayerTar().HardLink("h", "no/where"), ConversionError.InvalidEntry, "'h': it is a hard link to 'no/where', which is nowhere"),
        ["hard link to itself only"] = (new LayerTar().HardLink("h", "h"), ConversionError.InvalidEntry, "nowhere"),
        ["hard link replaces the directory of its target"] = (new LayerTar().File("d/x").HardLink("d", "d/x"), ConversionError.InvalidEntry, "nowhere"),
        ["hard link behind a link out of the image"] = (new LayerTar().Symlink("esc", "/../../etc").HardLink("h", "esc/passwd"), ConversionError.InvalidEntry, "nowhere"),
        ["circle of symlinks"] = (new LayerTar().Symlink("a", "b").Symlink("b", "a").File("a/x"), ConversionError.InvalidEntry, "round in a circle"),
        ["symlink to itself with more behind"] = (new LayerTar().Symlink("a", "a/a/a/a/a").File("a/x"), ConversionError.InvalidEntry, "round in a circle"),
        ["name of 256 bytes"] = (new LayerTar().File("d/" + new string('n', 256)), ConversionError.LimitExceeded, "256 bytes"),
        ["parent's name of 256 bytes"] = (new LayerTar().File(new string('n', 256) + "/f"), ConversionError.LimitExceeded, "256 bytes"),
        ["path of 4096 bytes"] = (new LayerTar().File(string.Concat(Enumerable.Repeat("d/", 2047)) + "ff"), ConversionError.LimitExceeded, "4096 bytes"),
        ["symlink target of 4096 bytes"] = (new LayerTar().Symlink("l", new string('t', 4096)), ConversionError.LimitExceeded, "4096 bytes"),
        ["xattr without a namespace"] = (new LayerTar().File("f", xattrs: ("name", "v")), ConversionError.InvalidEntry, "'name' has no namespace"),
        ["xattr without a name"] = (new LayerTar().File("f", xattrs: ("user.", "v")), ConversionError.InvalidEntry, "'user.' has no namespace or no name"),
        ["xattr with a long name"] = (new LayerTar().File("f", xattrs: ("user." + new string('x', 300), "v")), ConversionError.DamagedLayer, "305 bytes"),
        ["xattr that does not fit"] = (new LayerTar().File("f", xattrs: ("user.a", new string('x', 5000))), ConversionError.LimitExceeded, "'f': extended attribute 'user.a'"),
        ["device number out of range"] = (new LayerTar().Device("dev", '3', 5000, 1), ConversionError.LimitExceeded, "4095"),
        ["file of 15 TiB"] = (new LayerTar().Raw(Header(15L << 40)), ConversionError.LimitExceeded, "'big': its 16492674416640 bytes exceed"),
        ["archive cut short"] = (new LayerTar().Raw(Header(3000)), ConversionError.DamagedLayer, "'big': tar entry"),
        ["not a tar"] = (new LayerTar().Raw([.. Enumerable.Repeat((byte)'x', 512)]), ConversionError.DamagedLayer, "checksum"),
    };

    public static TheoryData<string> Refused => [.. s_refused.Keys];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Convert_HostileEntry_NamesLayerEntryAndReason(string name)
    {
        (LayerTar layer, ConversionError error, string message) = s_refused[name];
        ConversionException thrown = await Converting.FailAsync(new LayerTar().Dir("d/").ToArray(), layer.ToArray());
        Assert.Equal(error, thrown.Error);
        Assert.StartsWith("layer sha256:layer1", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Convert_OtherDiffId_IsAMismatch()
    {
        LayerInput layer = Converting.Layer(new LayerTar().File("a").ToArray()) with { DiffId = Oci.Digest.Of("other"u8) };
        using var directory = new TemporaryDirectory();
        ConversionException thrown = await Assert.ThrowsAsync<ConversionException>(() => Converting.ToFileAsync(directory["image"], [layer]));
        Assert.Equal(ConversionError.DiffIdMismatch, thrown.Error);
    }

    [Fact]
    public async Task Convert_BytesBehindTheArchiveDiffer_IsAMismatch()
    {
        byte[] tar = new LayerTar().File("a").ToArray();
        LayerInput layer = Converting.Layer([.. tar, .. new byte[10_000], 1]) with { DiffId = Converting.Layer([.. tar, .. new byte[10_001]]).DiffId };
        using var directory = new TemporaryDirectory();
        ConversionException thrown = await Assert.ThrowsAsync<ConversionException>(() => Converting.ToFileAsync(directory["image"], [layer]));
        Assert.Equal(ConversionError.DiffIdMismatch, thrown.Error);
    }

    [Fact]
    public async Task Convert_DamagedGzip_IsADamagedLayer()
    {
        byte[] tar = new LayerTar().File("a", new string('a', 100_000)).ToArray();
        byte[] stored = OciLayout.Gzip(tar);
        stored[^6] ^= 1;
        using var directory = new TemporaryDirectory();
        ConversionException thrown = await Assert.ThrowsAsync<ConversionException>(
            () => Converting.ToFileAsync(directory["image"], [Converting.Layer(tar, stored)]));
        Assert.Equal(ConversionError.DamagedLayer, thrown.Error);
    }

    [Fact]
    public async Task Convert_MoreBytesThanAllowed_StopsThere()
    {
        byte[] tar = new LayerTar().File("a", new string('a', 20_000)).ToArray();
        using var directory = new TemporaryDirectory();
        ConversionException thrown = await Assert.ThrowsAsync<ConversionException>(
            () => Converting.ToFileAsync(directory["image"], [Converting.Layer(tar), Converting.Layer(tar)], new ConversionOptions(30_000)));
        Assert.Equal(ConversionError.LimitExceeded, thrown.Error);
    }

    [Fact]
    public async Task Convert_BlobThatCannotBeOpened_PassesTheReasonOnAndDisposesTheOthers()
    {
        using var opened = new MemoryStream(new LayerTar().File("a").ToArray());
        LayerInput first = Converting.Layer(opened.ToArray()) with { OpenAsync = _ => Task.FromResult<Stream>(opened) };
        LayerInput second = Converting.Layer([]) with { OpenAsync = _ => throw new FileNotFoundException("the blob is gone") };
        using var directory = new TemporaryDirectory();
        await Assert.ThrowsAsync<FileNotFoundException>(() => Converting.ToFileAsync(directory["image"], [first, second]));
        Assert.False(opened.CanRead);
    }

    [Fact]
    public async Task Convert_CancelledInsideALargeFile_StopsAndDisposesTheBlob()
    {
        using var cancel = new CancellationTokenSource();
        byte[] tar = new LayerTar().File("a", new string('a', 64 << 20)).ToArray();
        using var blob = new MemoryStream(tar);
        LayerInput layer = Converting.Layer(tar) with { OpenAsync = _ => Task.FromResult<Stream>(blob) };
        using var directory = new TemporaryDirectory();
        using var output = File.OpenHandle(directory["image"], FileMode.Create, FileAccess.ReadWrite);
        var progress = new ActionProgress(_ => cancel.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ImageConverter.ConvertAsync(output, [layer], LayerFormat.Ext4, new ConversionOptions(), progress, cancel.Token));
        Assert.False(blob.CanRead);
    }

    private static byte[] Header(long size)
    {
        byte[] archive = new Oci.Tests.Tar.RawTar().Entry("big", size: 0, edit: h =>
        {
            h.AsSpan(124, 4).Clear();
            h[124] = 0x80;
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(h.AsSpan(128), size);
        }).ToArray();
        return archive;
    }
}
