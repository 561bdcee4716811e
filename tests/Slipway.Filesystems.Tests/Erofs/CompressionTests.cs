using System.Text;
using Slipway.Filesystems.Erofs;
using Slipway.Filesystems.Tests.Oracles;

namespace Slipway.Filesystems.Tests.Erofs;

public sealed class CompressionTests
{
    private static readonly int[] s_sizes =
        [1, 4095, 4096, 4097, 8192, 8193, 65_535, 65_536, 65_537, 69_632, 131_072, 200_001, 1 << 20, (1 << 20) + 1];

    /// <summary>Files around every boundary, of which all, nothing or every other 64 KiB can be compressed.</summary>
    [Fact]
    public async Task WriteContent_AnySize_IsReadByAll()
    {
        var files = Files();
        using var image = Write(files, threads: 2);
        await FsckErofs.AssertCleanAsync(image.Path);
        var reader = ErofsReader.Open(image.Handle);
        await using var mount = await LoopMount.CreateAsync(image, type: "erofs");
        foreach (var (name, content) in files)
        {
            Assert.True(reader.TryLookup(reader.Root, Encoding.UTF8.GetBytes(name), out var file));
            var read = new byte[content.Length];
            Assert.Equal(content.Length, reader.ReadContent(file, 0, read));
            Assert.True(content.AsSpan().SequenceEqual(read), name);
            var shown = await File.ReadAllBytesAsync(Path.Combine(mount.Folder, name), TestContext.Current.CancellationToken);
            Assert.True(content.AsSpan().SequenceEqual(shown), name);
        }

        reader.Verify(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Finish_AnyNumberOfThreads_GivesSameBytes()
    {
        var files = Files();
        using var one = Write(files, threads: 1);
        using var many = Write(files, threads: 7);
        Assert.Equal(one.ReadAll(), many.ReadAll());
    }

    [Fact]
    public void Finish_FilesThatCompress_AreSmaller()
    {
        var text = Samples.Text(10_000_000);
        using var image = Write(new Dictionary<string, byte[]> { ["text"] = text }, threads: 2);
        Assert.InRange(new FileInfo(image.Path).Length, 0, text.Length / 2);
    }

    /// <summary>Nothing of it could be compressed: it is as if nobody had tried.</summary>
    [Fact]
    public void Finish_FileThatDoesNotCompress_NeedsNoIndex()
    {
        var noise = Samples.Content(1 << 20);
        using var image = Write(new Dictionary<string, byte[]> { ["noise"] = noise }, threads: 2);
        Assert.InRange(new FileInfo(image.Path).Length, 0, noise.Length + 2 * 4096);
    }

    [Fact]
    public async Task Remove_FileThatIsBeingCompressed_LeavesNothingOfIt()
    {
        var kept = Samples.Text(300_000, 3);
        using var image = ScratchImage.Write(
            static output => new ErofsWriter(output, new ErofsWriterOptions("test") { IsCompressed = true }),
            writer =>
            {
                for (var i = 0; i < 50; i++)
                {
                    var file = writer.CreateFile(writer.Root, "gone"u8, 1_000_000, Samples.FileAttributes);
                    writer.WriteContent(file, 0, Samples.Text(500_000, i));
                    writer.Remove(writer.Root, "gone"u8);
                }

                writer.AddFile(writer.Root, "kept", kept);
                writer.AddFile(writer.Root, "done", Samples.Text(5_000_000));
                writer.Remove(writer.Root, "done"u8);
            });
        await FsckErofs.AssertCleanAsync(image.Path);
        var reader = ErofsReader.Open(image.Handle);
        Assert.True(reader.TryLookup(reader.Root, "kept"u8, out var found));
        var read = new byte[kept.Length];
        reader.ReadContent(found, 0, read);
        Assert.Equal(kept, read);
    }

    [Fact]
    public void WriteContent_FileThatWasLeft_Throws()
    {
        using var image = new ScratchImage();
        using var writer = new ErofsWriter(image.Handle, new ErofsWriterOptions("test") { IsCompressed = true });
        var first = writer.CreateFile(writer.Root, "first"u8, 100_000, Samples.FileAttributes);
        writer.WriteContent(first, 0, new byte[10]);
        writer.AddFile(writer.Root, "second", Samples.Text(10_000));
        Assert.Throws<FilesystemException>(() => writer.WriteContent(first, 10, new byte[10]));
    }

    private static Dictionary<string, byte[]> Files()
    {
        var files = new Dictionary<string, byte[]>();
        foreach (var size in s_sizes)
        {
            files.Add($"text{size}", Samples.Text(size, size));
            files.Add($"noise{size}", Samples.Content(size, size));
            files.Add($"zeros{size}", new byte[size]);
            var mixed = Samples.Text(size, size + 1);
            for (var i = 65_536; i < size; i += 131_072)
                Samples.Content(Math.Min(65_536, size - i), i).CopyTo(mixed, i);
            files.Add($"mixed{size}", mixed);
        }

        return files;
    }

    private static ScratchImage Write(Dictionary<string, byte[]> files, int threads) => ScratchImage.Write(
        output => new ErofsWriter(output, new ErofsWriterOptions("test") { IsCompressed = true, CompressionThreads = threads }),
        writer =>
        {
            foreach (var (name, content) in files)
                writer.AddFile(writer.Root, name, content);
        });
}
