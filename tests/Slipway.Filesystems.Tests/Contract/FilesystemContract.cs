using System.Text;
using CsCheck;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Contract;

/// <summary>What every writer and its reader do alike; judged by the reader, the format's own checker and the kernel.</summary>
public abstract class FilesystemContract(TestFormat format)
{
    private const long SparseBytes = (5L << 30) + 123;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Walk_AnyTree_FindsWhatWasWritten() =>
        ModelTree.Steps.SampleAsync(
            async steps =>
            {
                ModelTree? tree = null;
                using var image = Write(writer => tree = ModelTree.Build(writer, steps));
                var reader = format.Open(image.Handle);
                tree!.AssertReadBy(reader);
                reader.Verify(Token);
                await format.CheckAsync(image.Path);
            },
            iter: 30,
            threads: 1);

    [Fact]
    public Task Mount_AnyTree_ShowsWhatWasWritten() =>
        ModelTree.Steps.SampleAsync(
            async steps =>
            {
                ModelTree? tree = null;
                using var image = Write(writer => tree = ModelTree.Build(writer, steps));
                await using var mount = await LoopMount.CreateAsync(image, type: format.MountType);
                Assert.Equal(tree!.Lines(), await MountedTree.ReadAsync(mount));
            },
            iter: 15,
            threads: 1);

    [Fact]
    public async Task Finish_EmptyTree_IsAFilesystem()
    {
        using var image = Write(static _ => { });
        await format.CheckAsync(image.Path);
        Assert.True(format.Open(image.Handle).Verify(Token).Inodes >= 1);
    }

    [Fact]
    public void Dispose_WithoutFinish_LeavesNoFilesystem()
    {
        using var image = new ScratchImage();
        using (var writer = format.Create(image.Handle, FormatSettings.Default))
            writer.AddFile(writer.Root, "file", Samples.Content(10_000_000));
        Assert.Throws<FilesystemException>(() => format.Open(image.Handle));
    }

    [Fact]
    public void Finish_SameOperations_GivesSameBytes()
    {
        var steps = Enumerable.Range(0, 300).Select(static i => (i % 11, i * 7919 % 1000, i * 104_729 % (1 << 20))).ToList();
        using var first = Write(writer => ModelTree.Build(writer, steps));
        using var second = Write(writer => ModelTree.Build(writer, steps));
        Assert.Equal(first.ReadAll(), second.ReadAll());
    }

    [Fact]
    public async Task CreateFile_TenThousandNames_AreAllFound()
    {
        using var image = Write(static writer =>
        {
            var folder = writer.AddDirectory(writer.Root, "folder");
            for (var i = 0; i < 10_000; i++)
                writer.AddFile(folder, $"name-{i}-{new string('x', i % 200)}", i % 1000 == 0 ? Samples.Content(100, i) : []);
        });
        var reader = format.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "folder"u8, out var found));
        Assert.Equal(10_000, reader.EntriesOf(found).Count());
        await format.CheckAsync(image.Path);
        await using var mount = await LoopMount.CreateAsync(image, type: format.MountType);
        Assert.Equal(10_000, Directory.EnumerateFiles(Path.Combine(mount.Folder, "folder")).Count());
        for (var i = 0; i < 10_000; i += 37)
            Assert.True(File.Exists(Path.Combine(mount.Folder, "folder", $"name-{i}-{new string('x', i % 200)}")), $"name {i}");
        Assert.Equal(Samples.Content(100, 3000), await File.ReadAllBytesAsync(Path.Combine(mount.Folder, "folder", "name-3000-"), Token));
    }

    [Fact]
    public async Task CreateDirectory_InEachOther_IsReadToTheDeepest()
    {
        const int Depth = 2_000;
        using var image = Write(static writer =>
        {
            var folder = writer.Root;
            for (var i = 0; i < Depth; i++)
                folder = writer.AddDirectory(folder, "d");
            writer.AddFile(folder, "deepest", Samples.Content(10));
        });
        Assert.Equal(Depth, format.Open(image.Handle).Walk().Count(static entry => entry.Name.Span.SequenceEqual("d"u8)));
        await using var mount = await LoopMount.CreateAsync(image, type: format.MountType);
        Assert.True(File.Exists(mount.Folder + string.Concat(Enumerable.Repeat("/d", 1_000))) || Directory.Exists(mount.Folder + string.Concat(Enumerable.Repeat("/d", 1_000))));
    }

    [Fact]
    public async Task Link_ManyNames_AreOneInode()
    {
        using var image = Write(static writer =>
        {
            var file = writer.AddFile(writer.Root, "file", Samples.Content(100));
            for (var i = 1; i < 60_000; i++)
                writer.Link(file, writer.Root, Encoding.UTF8.GetBytes($"name{i}"));
        });
        var reader = format.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "name59999"u8, out var found));
        Assert.Equal(60_000u, reader.StatOf(found).Links);
        reader.Verify(Token);
        await format.CheckAsync(image.Path);
    }

    [Fact]
    public async Task WriteContent_BeyondFourGiB_LeavesHoles()
    {
        using var image = Write(static writer =>
        {
            var file = writer.CreateFile(writer.Root, "sparse"u8, SparseBytes, Samples.FileAttributes);
            writer.WriteContent(file, 5_000, Samples.Content(3_000));
            writer.WriteContent(file, (4L << 30) + 8_192, Samples.Content(9_000, 2));
            writer.WriteContent(file, SparseBytes - 10, Samples.Content(10, 3));
            writer.CreateFile(writer.Root, "hole"u8, SparseBytes, Samples.FileAttributes);
        });
        Assert.InRange(new FileInfo(image.Path).Length, 0, 16 << 20);
        var reader = format.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "sparse"u8, out var sparse) & reader.TryLookup(reader.Root, "hole"u8, out var hole));
        Assert.Empty(reader.DataRunsOf(hole));
        Assert.InRange(reader.DataRunsOf(sparse).Sum(static run => run.LengthBytes), 12_010, 128 << 10);
        reader.Verify(Token);
        await format.CheckAsync(image.Path);
        await using var mount = await LoopMount.CreateAsync(image, type: format.MountType);
        await using var file = File.OpenRead(Path.Combine(mount.Folder, "sparse"));
        Assert.Equal(SparseBytes, file.Length);
        AssertPiece(file, 4_999, [0, .. Samples.Content(3_000), 0]);
        AssertPiece(file, (4L << 30) + 8_191, [0, .. Samples.Content(9_000, 2), 0]);
        AssertPiece(file, SparseBytes - 11, [0, .. Samples.Content(10, 3)]);
        AssertPiece(file, 3L << 30, new byte[100]);
    }

    [Fact]
    public async Task Finish_HundredThousandFiles_AreAllFound()
    {
        using var image = Write(static writer =>
        {
            var content = Samples.Content(100);
            for (var i = 0; i < 100; i++)
            {
                var folder = writer.AddDirectory(writer.Root, $"folder{i}");
                for (var j = 0; j < 1000; j++)
                    writer.AddFile(folder, $"file{j}", content);
            }
        });
        Assert.Equal(100_000 * 100, format.Open(image.Handle).Verify(Token).ContentBytes);
        await format.CheckAsync(image.Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void CreateFile_NoName_Throws(string name) => Write(writer =>
        Assert.Throws<FilesystemException>(() => writer.AddFile(writer.Root, name, []))).Dispose();

    [Fact]
    public void CreateFile_LongestName_IsKept()
    {
        var name = new string('n', 255);
        using var image = Write(writer =>
        {
            writer.AddFile(writer.Root, name, []);
            Assert.Throws<FilesystemException>(() => writer.AddFile(writer.Root, name + "n", []));
            Assert.Throws<FilesystemException>(() => writer.AddFile(writer.Root, name, []));
        });
        var reader = format.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, Encoding.UTF8.GetBytes(name), out _));
    }

    [Fact]
    public async Task CreateSymbolicLink_LongestTarget_IsKept()
    {
        var target = new byte[4095];
        target.AsSpan().Fill((byte)'t');
        using var image = Write(writer =>
        {
            writer.CreateSymbolicLink(writer.Root, "link"u8, target, Samples.FileAttributes);
            Assert.Throws<FilesystemException>(() => writer.CreateSymbolicLink(writer.Root, "longer"u8, [.. target, 1], Samples.FileAttributes));
            Assert.Throws<FilesystemException>(() => writer.CreateSymbolicLink(writer.Root, "none"u8, [], Samples.FileAttributes));
        });
        var reader = format.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "link"u8, out var link));
        Assert.Equal(target, reader.TargetOf(link));
        await format.CheckAsync(image.Path);
        await using var mount = await LoopMount.CreateAsync(image, type: format.MountType);
        Assert.Equal(Encoding.UTF8.GetString(target), new FileInfo(Path.Combine(mount.Folder, "link")).LinkTarget);
    }

    [Fact]
    public void Create_MoreInodesThanAllowed_Throws() => Write(
        static writer =>
        {
            for (var i = 0; i < 10; i++)
                writer.AddFile(writer.Root, $"file{i}", []);
            var error = Assert.Throws<FilesystemException>(() => writer.AddFile(writer.Root, "more", []));
            Assert.Contains("MaximumInodes", error.Message, StringComparison.Ordinal);
            writer.Remove(writer.Root, "file0"u8);
        },
        new FormatSettings { MaximumInodes = 10 }).Dispose();

    [Fact]
    public void WriteContent_MoreThanAllowed_Throws()
    {
        using var image = new ScratchImage();
        using var writer = format.Create(image.Handle, new FormatSettings { MaximumSizeBytes = 1 << 20 });
        var file = writer.CreateFile(writer.Root, "file"u8, 2 << 20, Samples.FileAttributes);
        var error = Assert.Throws<FilesystemException>(() =>
        {
            writer.WriteContent(file, 0, Samples.Content(2 << 20));
            writer.Finish(Samples.Uuid);
        });
        Assert.Contains("MaximumSizeBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WriteContent_OutsideOfTheFile_Throws() => Write(static writer =>
    {
        var file = writer.CreateFile(writer.Root, "file"u8, 100, Samples.FileAttributes);
        Assert.Throws<FilesystemException>(() => writer.WriteContent(file, 1, new byte[100]));
        Assert.Throws<FilesystemException>(() => writer.WriteContent(file, -1, new byte[1]));
        Assert.Throws<FilesystemException>(() => writer.WriteContent(writer.Root, 0, new byte[1]));
    }).Dispose();

    [Fact]
    public void Remove_WrittenFiles_GivesTheirRoomBack()
    {
        var punched = 0L;
        using var image = Write(BuildWithRemoved, new FormatSettings { PunchHole = (_, length) => punched += length });
        using var zeroed = Write(BuildWithRemoved);
        // ext4 has used a few of the blocks for its directories, EROFS has taken a few too many for inodes.
        if (!format.IsDelayed)
            Assert.InRange(punched, (2 << 20) - (4 * 4096), (2 << 20) + (4 * 4096));
        var old = Samples.Content(1 << 20).AsSpan(0, 4096);
        Assert.Equal(-1, zeroed.ReadAll().AsSpan().IndexOf(old));
        format.Open(zeroed.Handle).Verify(Token);
    }

    [Fact]
    public async Task WriteContent_IntoRoomOfRemovedFile_IsWhatIsRead()
    {
        using var image = Write(static writer =>
        {
            writer.AddFile(writer.Root, "removed", Samples.Content(1 << 20));
            writer.AddFile(writer.Root, "kept", Samples.Content(5_000, 2));
            writer.Remove(writer.Root, "removed"u8);
            var file = writer.CreateFile(writer.Root, "sparse"u8, 500_000, Samples.FileAttributes);
            writer.WriteContent(file, 100_000, Samples.Content(10_000, 3));
            writer.AddFile(writer.Root, "other", Samples.Content(300_000, 4));
        });
        Assert.InRange(new FileInfo(image.Path).Length, 0, 3 << 19);
        var reader = format.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "sparse"u8, out var sparse));
        var content = new byte[500_000];
        reader.ReadContent(sparse, 0, content);
        var expected = new byte[500_000];
        Samples.Content(10_000, 3).CopyTo(expected, 100_000);
        Assert.Equal(expected, content);
        reader.Verify(Token);
        await format.CheckAsync(image.Path);
    }

    [Fact]
    public async Task SetXattr_CapabilitiesAclsAndOpaque_AreReadByTheKernel()
    {
        using var image = Write(static writer =>
        {
            var tool = writer.AddFile(writer.Root, "tool", Samples.Content(10));
            writer.SetXattr(tool, "security.capability"u8, Convert.FromHexString(Samples.CapabilityHex));
            writer.SetXattr(tool, "system.posix_acl_access"u8, Convert.FromHexString(Samples.AclHex));
            writer.SetXattr(tool, "user.empty"u8, []);
            var folder = writer.AddDirectory(writer.Root, "folder");
            writer.SetXattr(folder, "trusted.overlay.opaque"u8, "y"u8);
            writer.SetXattr(folder, "system.posix_acl_default"u8, Convert.FromHexString(Samples.AclHex));
            writer.CreateDevice(writer.Root, "whiteout"u8, InodeType.CharacterDevice, 0, 0, Samples.FileAttributes);
        });
        await format.CheckAsync(image.Path);
        var reader = format.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "tool"u8, out var tool));
        Assert.Contains(reader.XattrsOf(tool), static pair => pair.Name.Span.SequenceEqual("system.posix_acl_access"u8) && Convert.ToHexString(pair.Value.Span) == Samples.AclHex);
        await using var mount = await LoopMount.CreateAsync(image, type: format.MountType);
        Assert.Contains("cap_net_bind_service", (await Tool.RunAsync("getcap", Path.Combine(mount.Folder, "tool"))).Output, StringComparison.Ordinal);
        await AssertAclAsync(mount, "tool", "system.posix_acl_access");
        await AssertAclAsync(mount, "folder", "system.posix_acl_default");
        Assert.Equal("0:0\n", (await Tool.RunAsync("stat", "-c", "%t:%T", Path.Combine(mount.Folder, "whiteout"))).Output);
        var (_, opaque) = await Tool.RunAsync("getfattr", "--absolute-names", "-n", "trusted.overlay.opaque", Path.Combine(mount.Folder, "folder"));
        Assert.Contains("trusted.overlay.opaque=\"y\"", opaque, StringComparison.Ordinal);
    }

    private static void BuildWithRemoved(FilesystemWriter writer)
    {
        writer.AddFile(writer.Root, "one", Samples.Content(1 << 20));
        writer.AddFile(writer.Root, "kept", Samples.Content(100_000, 2));
        writer.AddFile(writer.AddDirectory(writer.Root, "folder"), "two", Samples.Content(1 << 20));
        writer.Remove(writer.Root, "one"u8);
        writer.Remove(writer.Root, "folder"u8);
    }

    private static async Task AssertAclAsync(LoopMount mount, string path, string name)
    {
        var (_, shown) = await Tool.RunAsync("getfattr", "--absolute-names", "-e", "hex", "-n", name, Path.Combine(mount.Folder, path));
        Assert.Contains($"{name}=0x{Samples.AclHex}", shown, StringComparison.OrdinalIgnoreCase);
    }

    private static void AssertPiece(FileStream file, long offset, byte[] expected)
    {
        var read = new byte[expected.Length];
        file.Position = offset;
        file.ReadExactly(read);
        Assert.Equal(expected, read);
    }

    private ScratchImage Write(Action<FilesystemWriter> build, FormatSettings? settings = null) =>
        ScratchImage.Write(output => format.Create(output, settings ?? FormatSettings.Default), build);
}
