using System.Text;
using Slipway.Filesystems.Ext4;
using Slipway.Filesystems.Ext4.Directories;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Ext4.Directories;

public sealed class DirectoryIndexTests
{
    /// <summary>A few blocks, one level of index, two levels.</summary>
    [Theory]
    [InlineData(255)]
    [InlineData(20_000)]
    [InlineData(100_000)]
    public async Task Finish_LargeDirectory_IsCleanAndTheKernelFindsEveryName(int count)
    {
        using var image = ScratchImage.Write(writer => Fill(writer, Enumerable.Range(0, count).Select(NameOf)));
        await E2fsck.AssertCleanAsync(image.Path);
        await using var mount = await LoopMount.CreateAsync(image);
        AssertAllFound(mount, Enumerable.Range(0, count).Select(NameOf));
        Assert.Equal(count, Directory.EnumerateFiles(Path.Combine(mount.Folder, "large")).Count());
    }

    [Theory]
    [InlineData(2_000, "Indirect levels: 0")]
    [InlineData(100_000, "Indirect levels: 1")]
    public async Task Finish_LargeDirectory_HasIndexDebugfsCanWalk(int count, string levels)
    {
        using var image = ScratchImage.Write(writer => Fill(writer, Enumerable.Range(0, count).Select(NameOf)));
        var (_, dump) = await Tool.RunAsync("debugfs", "-R", "htree_dump /large", image.Path);
        Assert.Contains(levels, dump, StringComparison.Ordinal);
    }

    [Fact]
    public void Finish_LargeDirectoryTwice_GivesSameBytes()
    {
        using var first = ScratchImage.Write(static writer => Fill(writer, Enumerable.Range(0, 5_000).Select(NameOf)));
        using var second = ScratchImage.Write(static writer => Fill(writer, Enumerable.Range(0, 5_000).Select(NameOf)));
        Assert.Equal(first.ReadAll(), second.ReadAll());
    }

    [Fact]
    public async Task Finish_EqualHashesAcrossTwoLeaves_AreFoundByTheKernel()
    {
        var names = NamesWithEqualHashesAtTheEndOfALeaf();
        using var image = ScratchImage.Write(writer => Fill(writer, names));
        var (_, dump) = await Tool.RunAsync("debugfs", "-R", "htree_dump /large", image.Path);
        Assert.Matches("Entry #1: Hash 0x[0-9a-f]*[13579bdf], ", dump);
        await E2fsck.AssertCleanAsync(image.Path);
        await using var mount = await LoopMount.CreateAsync(image);
        AssertAllFound(mount, names);
    }

    /// <summary>Expected values from <c>debugfs -R "dx_hash -h half_md4 -s …"</c>.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("lost+found")]
    [InlineData("exactly-thirty-two-bytes-of-name")]
    [InlineData("a-name-that-is-longer-than-thirty-two-bytes-and-so-takes-two-chunks")]
    public async Task Of_Name_IsWhatDebugfsComputes(string name)
    {
        var hash = new HalfMd4(Samples.Uuid.ToByteArray(bigEndian: true)).Of(Encoding.UTF8.GetBytes(name));
        var (_, output) = await Tool.RunAsync("debugfs", "-R", $"dx_hash -h half_md4 -s {Samples.Uuid} {name}");
        Assert.Contains($"0x{hash >> 32:x} (minor 0x{(uint)hash:x})", output, StringComparison.Ordinal);
    }

    private static void Fill(Ext4Writer writer, IEnumerable<string> names)
    {
        var directory = writer.AddDirectory(writer.Root, "large");
        foreach (var name in names)
            writer.AddFile(directory, name, []);
    }

    private static string NameOf(int i) => i % 3 == 0 ? $"naïve-{i}-with-tail" : $"file-{i}-with-tail";

    private static void AssertAllFound(LoopMount mount, IEnumerable<string> names)
    {
        foreach (var name in names)
            Assert.True(File.Exists(Path.Combine(mount.Folder, "large", name)), name);
    }

    /// <summary>15 names of 255 bytes fill a leaf: 14 with lower hashes, and two with the same one.</summary>
    private static List<string> NamesWithEqualHashesAtTheEndOfALeaf()
    {
        const int InFirstLeaf = 15;
        var hash = new HalfMd4(Samples.Uuid.ToByteArray(bigEndian: true));
        var names = Enumerable.Range(0, 150_000).Select(static i => i.ToString("d255", null))
            .Select(name => (Name: name, Hash: (uint)(hash.Of(Encoding.UTF8.GetBytes(name)) >> 32)))
            .OrderBy(static pair => pair.Hash).ToList();
        var pair = Enumerable.Range(InFirstLeaf, names.Count - 1 - InFirstLeaf).First(i => names[i].Hash == names[i + 1].Hash);
        return [.. names.Skip(pair - InFirstLeaf + 1).Take(40).Select(static pair => pair.Name)];
    }
}
