namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>A folder with one of each kind of thing, and what a reader should find of it in an image.</summary>
internal sealed class SourceTree : IDisposable
{
    public const int SparseLength = 5_000_000;

    private SourceTree(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<SourceTree> CreateAsync(string? folder = null)
    {
        var tree = new SourceTree(folder ?? Directory.CreateTempSubdirectory("slipway-source-").FullName);
        var many = Directory.CreateDirectory(tree.At("a/many")).FullName;
        for (var i = 0; i < 400; i++)
            File.WriteAllBytes(Path.Combine(many, $"file-with-a-name-{i}"), Samples.Content(i, i));
        File.WriteAllBytes(tree.At("a/large"), Samples.Content(3_000_001));
        using (var sparse = File.Create(tree.At("sparse")))
        {
            sparse.Position = 2_000_000;
            sparse.Write(Samples.Content(70_000));
            sparse.SetLength(SparseLength);
        }

        File.CreateSymbolicLink(tree.At("short"), "a/large");
        File.CreateSymbolicLink(tree.At("long"), new string('x', 200));
        Directory.CreateDirectory(tree.At("naïve/ünïcode"));
        await Tool.RunAsync("chmod", "4401", tree.At("a/large"));
        await Tool.RunAsync("ln", tree.At("a/large"), tree.At("hard"));
        await Tool.RunAsync("mkfifo", tree.At("pipe"));
        await Tool.RunAsync("touch", "-h", "-d", "2030-01-02 03:04:05.123456789 UTC", tree.At("a/large"));
        return tree;
    }

    public string At(string path) => Path.Combine(Folder, path);

    /// <summary>Compares a reader's view with the folder, name by name and byte by byte.</summary>
    public void AssertReadBy(IFilesystemReader reader, bool hasTimes = true)
    {
        var paths = new Dictionary<Inode, string> { [reader.Root] = Folder };
        var found = 0;
        foreach (var entry in reader.Walk())
        {
            var name = System.Text.Encoding.UTF8.GetString(entry.Name.Span);
            var path = Path.Combine(paths[entry.Parent], name);
            if (entry.Stat.Type == InodeType.Directory)
                paths[entry.Inode] = path;
            if (name == "lost+found")
                continue;
            found++;
            AssertSame(reader, entry, path, hasTimes);
        }

        var expected = Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories)
            .Count(static path => !path.EndsWith("lost+found", StringComparison.Ordinal));
        Assert.Equal(expected, found);
        Assert.True(reader.TryLookup(reader.Root, "hard"u8, out var hard));
        var stat = reader.StatOf(hard);
        Assert.Equal((2u, 0x901), (stat.Links, stat.Attributes.Mode));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void AssertSame(IFilesystemReader reader, in TreeEntry entry, string path, bool hasTimes)
    {
        switch (entry.Stat.Type)
        {
            case InodeType.SymbolicLink:
                Assert.Equal(new FileInfo(path).LinkTarget, System.Text.Encoding.UTF8.GetString(reader.TargetOf(entry.Inode)));
                break;
            case InodeType.Regular:
                if (hasTimes)
                    Assert.Equal((File.GetLastWriteTimeUtc(path) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond, entry.Stat.Attributes.MtimeSeconds);
                var content = new byte[entry.Stat.SizeBytes + 10];
                Assert.Equal(entry.Stat.SizeBytes, reader.ReadContent(entry.Inode, 0, content));
                Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(content.AsSpan(0, (int)entry.Stat.SizeBytes)), path);
                break;
            default:
                Assert.True(Directory.Exists(path) == (entry.Stat.Type == InodeType.Directory), path);
                break;
        }
    }
}
