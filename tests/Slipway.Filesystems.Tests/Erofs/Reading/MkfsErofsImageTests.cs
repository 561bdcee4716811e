using Slipway.Filesystems.Erofs;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Erofs.Reading;

/// <summary>Images that mkfs.erofs wrote from a folder.</summary>
public sealed class MkfsErofsImageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("-E force-inode-extended")]
    [InlineData("-E force-inode-compact -T 1700000000")]
    [InlineData("-E noinline_data")]
    [InlineData("--chunksize=4096")]
    [InlineData("--chunksize=65536 -E force-chunk-indexes")]
    [InlineData("-z lz4hc -C 65536 -E legacy-compress")]
    [InlineData("-x 1")]
    [InlineData("-x -1")]
    public async Task Walk_AnyOptions_FindsTheFolder(string options)
    {
        using var source = await SourceTree.CreateAsync();
        await Tool.RunAsync("setfattr", "-n", "user.name", "-v", "value", source.At("a/large"));
        await Tool.RunAsync("setfattr", "-n", "user.name", "-v", "value", source.At("sparse"));
        await Tool.RunAsync("setfattr", "-n", "system.posix_acl_access", "-v", "0x" + Samples.AclHex, source.At("sparse"));
        using var image = await MkfsErofs.MakeAsync(options, source.Folder);
        var reader = ErofsReader.Open(image.Handle);
        source.AssertReadBy(reader, hasTimes: !options.Contains("-T", StringComparison.Ordinal));
        if (!options.Contains("chunksize", StringComparison.Ordinal))
            reader.Verify(TestContext.Current.CancellationToken);
        if (options == "-x -1")
            return;
        Assert.True(reader.TryLookup(reader.Root, "sparse"u8, out var sparse));
        Assert.Contains(reader.XattrsOf(sparse), static pair => pair.Name.Span.SequenceEqual("user.name"u8) && pair.Value.Span.SequenceEqual("value"u8));
        Assert.Contains(reader.XattrsOf(sparse), static pair => pair.Name.Span.SequenceEqual("system.posix_acl_access"u8) && Convert.ToHexString(pair.Value.Span) == Samples.AclHex);
    }

    [Fact]
    public async Task ReadContent_PackedIndex_SaysThatItIs()
    {
        using var source = await SourceTree.CreateAsync();
        using var image = await MkfsErofs.MakeAsync("-zlz4", source.Folder);
        var reader = ErofsReader.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "sparse"u8, out var sparse));
        var error = Assert.Throws<FilesystemException>(() => reader.ReadContent(sparse, 0, new byte[1]));
        Assert.Contains("packed index", error.Message, StringComparison.Ordinal);
    }
}
