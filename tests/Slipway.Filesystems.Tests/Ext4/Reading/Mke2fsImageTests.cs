using Slipway.Filesystems.Ext4;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Ext4.Reading;

/// <summary>Images that others wrote: mke2fs from a folder, and the kernel into a mounted image.</summary>
public sealed class Mke2fsImageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("-b 4096")]
    [InlineData("-b 2048 -O ^64bit")]
    [InlineData("-b 65536")]
    [InlineData("-O ^metadata_csum")]
    [InlineData("-O ^has_journal,^flex_bg,metadata_csum_seed")]
    [InlineData("-b 4096 -O bigalloc")]
    [InlineData("-I 512 -E hash_seed=00000000-0000-0000-0000-000000000000")]
    public async Task Walk_ImageOfMke2fs_FindsTheSourceFolder(string options)
    {
        using var source = await SourceTree.CreateAsync();
        using var image = await Mke2fs.MakeAsync("200M", options, source.Folder);
        var reader = Ext4Reader.Open(image.Handle);
        source.AssertReadBy(reader);
        Assert.True(reader.Verify(TestContext.Current.CancellationToken).ContentBytes > 3_000_000);
    }

    [Fact]
    public async Task Walk_ImageOfTheKernel_FindsWhatWasWritten()
    {
        using var image = await Mke2fs.MakeAsync("200M", "", null);
        await using (var mount = await LoopMount.CreateAsync(image, writable: true))
            await FillAsync(mount.Folder);

        var reader = Ext4Reader.Open(image.Handle);
        reader.Verify(TestContext.Current.CancellationToken);
        Assert.True(reader.TryLookup(reader.Root, "device"u8, out var device));
        Assert.Equal((259u, 70_000u), (reader.StatOf(device).Major, reader.StatOf(device).Minor));
        Assert.True(reader.TryLookup(reader.Root, "allocated"u8, out var allocated));
        Assert.Equal(1_000_000, reader.StatOf(allocated).SizeBytes);
        Assert.Empty(reader.DataRunsOf(allocated));
        Assert.True(reader.TryLookup(reader.Root, "sparse"u8, out var sparse));
        var run = Assert.Single(reader.DataRunsOf(sparse));
        Assert.InRange(run.LengthBytes, 70_000, 80_000);
        Assert.True(reader.TryLookup(reader.Root, "hard"u8, out var hard));
        var attributes = reader.XattrsOf(hard).ToDictionary(
            static pair => System.Text.Encoding.UTF8.GetString(pair.Name.Span), static pair => Convert.ToHexString(pair.Value.Span));
        Assert.Equal(700 * 2, attributes["user.large"].Length);
        Assert.Equal(Samples.AclHex, attributes["system.posix_acl_access"]);
        Assert.Equal(Samples.CapabilityHex, attributes["security.capability"]);
        Assert.Equal((7_258_215_845, 123_456_789u), (reader.StatOf(hard).Attributes.MtimeSeconds, reader.StatOf(hard).Attributes.MtimeNanoseconds));
        Assert.Equal(400, CountOf(reader, "a", "many"));
    }

    [Theory]
    [InlineData("-O inline_data", "inline_data")]
    [InlineData("-O ea_inode", "ea_inode")]
    [InlineData("-O meta_bg,^resize_inode", "meta_bg")]
    [InlineData("-O ^extents,^64bit", "no extents")]
    public async Task Open_UnsupportedFeature_SaysWhich(string options, string expected)
    {
        using var image = await Mke2fs.MakeAsync("200M", options, null);
        var error = Assert.Throws<FilesystemException>(() => Ext4Reader.Open(image.Handle));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static async Task FillAsync(string folder)
    {
        await SourceTree.CreateAsync(folder);
        await Tool.RunAsync("setfattr", "-n", "user.large", "-v", new string('v', 700), Path.Combine(folder, "hard"));
        await Tool.RunAsync("setfattr", "-n", "security.capability", "-v", "0x" + Samples.CapabilityHex, Path.Combine(folder, "hard"));
        await Tool.RunAsync("setfattr", "-n", "system.posix_acl_access", "-v", "0x" + Samples.AclHex, Path.Combine(folder, "hard"));
        await Tool.RunAsync("touch", "-d", "2200-01-02 03:04:05.123456789 UTC", Path.Combine(folder, "hard"));
        await Tool.RunAsync("mknod", Path.Combine(folder, "device"), "b", "259", "70000");
        await Tool.RunAsync("fallocate", "-l", "1000000", Path.Combine(folder, "allocated"));
    }

    private static int CountOf(Ext4Reader reader, params string[] path)
    {
        var inode = reader.Root;
        foreach (var name in path)
            Assert.True(reader.TryLookup(inode, System.Text.Encoding.UTF8.GetBytes(name), out inode));
        return reader.EntriesOf(inode).Count();
    }
}
