using System.Text;
using Slipway.Images.Tests.Conversion;
using Slipway.Images.Tests.Store;
using Slipway.Oci.Tar;

namespace Slipway.Images.Tests.Export;

public sealed class ExportTests
{
    private const string Name = "docker.io/library/app:latest";

    private static readonly byte[] s_layer = new LayerTar()
        .Dir("zoo/").Dir("bin/")
        .File("bin/tool", new string('x', 9000), 0x9ED, 1000, LayerTar.DefaultMtime, ("security.capability", "\u0001\0\0\u0002\0\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0"))
        .HardLink("zoo/tool", "bin/tool")
        .Symlink("bin/sh", new string('t', 200))
        .Device("zoo/null", '3', 1, 3).Device("zoo/disk", '4', 8, 1)
        .Fifo("zoo/pipe")
        .Dir("zoo/" + new string('d', 200), 0x3FF, 70_000)
        .File("zoo/" + new string('d', 200) + "/" + new string('f', 200), "")
        .ToArray();

    [Fact]
    public async Task Export_EveryKindOfFile_IsThereInByteOrder()
    {
        using var store = new TestStore();
        var tar = await ExportAsync(store, s_layer);
        var entries = Read(tar);
        string deep = "zoo/" + new string('d', 200) + "/";
        Assert.Equal(
            ["bin/", "bin/sh", "bin/tool", "zoo/", deep, deep + new string('f', 200), "zoo/disk", "zoo/null", "zoo/pipe", "zoo/tool"],
            entries.Select(entry => Encoding.UTF8.GetString(entry.Path.Span)));
        var tool = entries[2];
        Assert.Equal((TarEntryType.Regular, 0x9ED, 1000u, 10_000u, 9000L), (tool.Type, tool.Mode, tool.Uid, tool.Gid, tool.SizeBytes));
        Assert.Equal((1_600_000_000L, 123_456_789u), (tool.MtimeSeconds, tool.MtimeNanoseconds));
        Assert.Equal("security.capability", Encoding.ASCII.GetString(Assert.Single(tool.Xattrs).Name.Span));
        Assert.Equal((TarEntryType.BlockDevice, 8u, 1u), (entries[6].Type, entries[6].DeviceMajor, entries[6].DeviceMinor));
        Assert.Equal((TarEntryType.HardLink, "bin/tool"), (entries[9].Type, Encoding.ASCII.GetString(entries[9].LinkTarget.Span)));
        Assert.Equal(new string('t', 200), Encoding.ASCII.GetString(entries[1].LinkTarget.Span));
    }

    [Fact]
    public async Task Export_ConvertedAgain_ExportsTheSame()
    {
        using var store = new TestStore();
        var once = await ExportAsync(store, s_layer);
        var twice = await ExportAsync(store, once);
        Assert.True(once.AsSpan().SequenceEqual(twice), "what came out differs after it went in again");
    }

    [Theory]
    [InlineData(LayerFormat.Erofs)]
    [InlineData(LayerFormat.ErofsLz4)]
    public async Task Export_OfAnotherFormat_GivesTheSameBytes(LayerFormat format)
    {
        using var store = new TestStore();
        using var other = new TestStore(format);
        var (expected, actual) = (await ExportAsync(store, s_layer), await ExportAsync(other, s_layer));
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"{format} gives another archive than ext4");
    }

    [Fact]
    public async Task Export_GnuTarAndBsdtar_ReadIt()
    {
        Tool.Require("tar", "bsdtar");
        using var store = new TestStore();
        var file = Path.Combine(store.Directory, "out.tar");
        await File.WriteAllBytesAsync(file, await ExportAsync(store, s_layer), TestStore.Token);
        var expected = Read(await File.ReadAllBytesAsync(file, TestStore.Token)).Select(entry => Encoding.UTF8.GetString(entry.Path.Span));
        Assert.Equal(expected, (await Shell.RunAsync("tar -tf \"$1\"", file)).TrimEnd().Split('\n'));
        Assert.Equal(expected, (await Shell.RunAsync("bsdtar -tf \"$1\"", file)).TrimEnd().Split('\n'));
    }

    private static async Task<byte[]> ExportAsync(TestStore store, byte[] layer)
    {
        (await store.AcquireAsync(new FakeSource(Name, FakeImage.Of([layer], "export")), PullPolicy.Always)).Dispose();
        using var tar = new MemoryStream();
        await store.Store.ExportAsync("app", tar, TestStore.Token);
        return tar.ToArray();
    }

    private static List<TarEntry> Read(byte[] tar)
    {
        var reader = new TarReader(new MemoryStream(tar));
        var entries = new List<TarEntry>();
        while (reader.TryReadEntry(out var entry))
            entries.Add(entry);
        return entries;
    }
}
