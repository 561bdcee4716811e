using System.Text;
using CsCheck;

namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>
/// A random tree: built by a writer, expected of a reader and of the kernel. Steps are numbers that the builder reduces to what is possible, so that
/// every list of them is valid.
/// </summary>
internal sealed class ModelTree
{
    /// <summary>The kernel lets user.* be set of files and directories only, xattr(7).</summary>
    private static readonly string[] _xattrNames = ["trusted.x", "security.slipway", "user.a", "user.long-name-of-an-attribute"];
    private readonly Dictionary<Inode, SortedDictionary<string, Inode>> _directories = [];
    private readonly Dictionary<Inode, byte[]> _contents = [];
    private readonly Dictionary<Inode, ModelInode> _inodes = [];
    private readonly Dictionary<Inode, SortedDictionary<string, byte[]>> _xattrs = [];
    private readonly IFilesystemWriter _writer;

    private ModelTree(IFilesystemWriter writer)
    {
        _writer = writer;
        _directories.Add(writer.Root, new SortedDictionary<string, Inode>(StringComparer.Ordinal));
        _inodes.Add(writer.Root, new ModelInode(InodeType.Directory, Samples.DirectoryAttributes));
        writer.SetAttributes(writer.Root, Samples.DirectoryAttributes);
    }

    public static Gen<List<(int Kind, int Where, int Value)>> Steps { get; } =
        Gen.Select(Gen.Int[0, 10], Gen.Int[0, 1 << 20], Gen.Int[0, 1 << 20]).List[1, 120];

    public static ModelTree Build(IFilesystemWriter writer, List<(int Kind, int Where, int Value)> steps)
    {
        var tree = new ModelTree(writer);
        foreach (var (kind, where, value) in steps)
            tree.Apply(kind, tree._directories.Keys.ElementAt(where % tree._directories.Count), value);
        return tree;
    }

    /// <summary>Compares names, links, attributes, content and extended attributes. A reader may number inodes in its own way.</summary>
    public void AssertReadBy(IFilesystemReader reader)
    {
        var known = new Dictionary<Inode, Inode> { [reader.Root] = _writer.Root };
        var found = 0;
        foreach (var entry in reader.Walk())
        {
            var name = Encoding.UTF8.GetString(entry.Name.Span);
            if (name == "lost+found")
                continue;
            found++;
            var expected = _directories[known[entry.Parent]][name];
            Assert.True(known.TryAdd(entry.Inode, expected) || known[entry.Inode] == expected);
            var model = _inodes[expected];
            Assert.Equal((model.Type, model.Attributes), (entry.Stat.Type, entry.Stat.Attributes));
            Assert.Equal((model.Major, model.Minor), (entry.Stat.Major, entry.Stat.Minor));
            if (model.Type != InodeType.Directory)
                Assert.Equal(NamesOf(expected), (int)entry.Stat.Links);
            if (_contents.TryGetValue(expected, out var content))
                AssertContent(reader, entry, content);
            Assert.Equal(XattrLines(expected), reader.XattrsOf(entry.Inode)
                .Select(static pair => $"{Encoding.UTF8.GetString(pair.Name.Span)}={Convert.ToHexString(pair.Value.Span)}").Order(StringComparer.Ordinal));
        }

        Assert.Equal(_directories.Values.Sum(static entries => entries.Count), found);
    }

    /// <summary>What <see cref="MountedTree"/> should say of it, a line for each name.</summary>
    public List<string> Lines()
    {
        var lines = new List<string>();
        AddLines(lines, "", _writer.Root);
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private void AddLines(List<string> lines, string path, Inode inode)
    {
        lines.Add(MountedTree.LineOf(path, _inodes[inode], NamesOf(inode), _contents.GetValueOrDefault(inode), XattrLines(inode)));
        if (!_directories.TryGetValue(inode, out var entries))
            return;
        foreach (var (name, child) in entries)
            AddLines(lines, path + "/" + name, child);
    }

    private int NamesOf(Inode inode) => _directories.TryGetValue(inode, out var own)
        ? 2 + own.Values.Count(_directories.ContainsKey)
        : _directories.Values.Sum(entries => entries.Values.Count(child => child == inode));

    private IEnumerable<string> XattrLines(Inode inode) =>
        (_xattrs.GetValueOrDefault(inode) ?? []).Select(static pair => $"{pair.Key}={Convert.ToHexString(pair.Value)}");

    private static void AssertContent(IFilesystemReader reader, in TreeEntry entry, byte[] content)
    {
        if (entry.Stat.Type == InodeType.SymbolicLink)
        {
            Assert.Equal(content, reader.TargetOf(entry.Inode));
            return;
        }

        var read = new byte[content.Length + 1];
        Assert.Equal(content.Length, reader.ReadContent(entry.Inode, 0, read));
        Assert.True(content.AsSpan().SequenceEqual(read.AsSpan(0, content.Length)));
        var middle = content.Length / 3;
        Assert.Equal(content.Length - middle, reader.ReadContent(entry.Inode, middle, read));
        Assert.True(content.AsSpan(middle).SequenceEqual(read.AsSpan(0, content.Length - middle)));
        var outside = content.ToArray();
        foreach (var run in reader.DataRunsOf(entry.Inode))
            outside.AsSpan((int)run.Offset, (int)run.LengthBytes).Clear();
        Assert.False(outside.AsSpan().ContainsAnyExcept((byte)0));
    }

    private void Apply(int kind, Inode directory, int value)
    {
        var name = new string((char)('a' + value % 26), 1 + value % 255);
        var bytes = Encoding.UTF8.GetBytes(name);
        var taken = _directories[directory].Count == 0 ? null : _directories[directory].Keys.ElementAt(value % _directories[directory].Count);
        var isFree = !_directories[directory].ContainsKey(name);
        var attributes = AttributesOf(value);
        switch (kind)
        {
            case 0 when isFree:
                var added = Add(directory, name, _writer.CreateDirectory(directory, bytes, attributes), new ModelInode(InodeType.Directory, attributes));
                _directories.Add(added, new SortedDictionary<string, Inode>(StringComparer.Ordinal));
                break;
            case 1 or 2 or 3 when isFree:
                AddFile(directory, name, SparseContent(value), attributes);
                break;
            case 4 when isFree:
                var target = Samples.Content(1 + value % 120, value).Select(static b => (byte)('a' + b % 26)).ToArray();
                var link = attributes with { Mode = 0x1FF };
                _contents[Add(directory, name, _writer.CreateSymbolicLink(directory, bytes, target, link), new ModelInode(InodeType.SymbolicLink, link))] = target;
                break;
            case 5 when taken is not null && !_directories.ContainsKey(_directories[directory][taken]) && isFree:
                var existing = _directories[directory][taken];
                _writer.Link(existing, directory, bytes);
                _directories[directory][name] = existing;
                break;
            case 6 when taken is not null:
                Remove(directory, taken);
                break;
            case 7 or 8 when taken is not null:
                SetXattr(_directories[directory][taken], value);
                break;
            case 9 when isFree:
                var (major, minor) = ((uint)value % 4096, (uint)value % 1_000_000);
                Add(
                    directory, name, _writer.CreateDevice(directory, bytes, InodeType.CharacterDevice, major, minor, attributes),
                    new ModelInode(InodeType.CharacterDevice, attributes) { Major = major, Minor = minor });
                break;
            case 10 when isFree:
                Add(directory, name, _writer.CreateFifo(directory, bytes, attributes), new ModelInode(InodeType.Fifo, attributes));
                break;
        }
    }

    /// <summary>Owners of 16 and 32 bits, times that every format has, before 1970 too, some of them often.</summary>
    private static Attributes AttributesOf(int value) => new(
        (ushort)(value & 0xFFF), (uint)(value % 3 == 0 ? value : value % 1000), (uint)(value % 100_000), value % 2 == 0 ? 1_700_000_000 : (value - 500_000) * 2000L,
        value % 2 == 0 ? 0 : (uint)(value * 7 % 1_000_000_000));

    private Inode Add(Inode directory, string name, Inode inode, ModelInode model)
    {
        _directories[directory][name] = inode;
        _inodes[inode] = model;
        return inode;
    }

    private void AddFile(Inode directory, string name, byte[] content, in Attributes attributes)
    {
        var file = _writer.CreateFile(directory, Encoding.UTF8.GetBytes(name), content.Length, attributes);
        _writer.WriteContent(file, 0, content);
        _contents[Add(directory, name, file, new ModelInode(InodeType.Regular, attributes))] = content;
    }

    private void SetXattr(Inode inode, int value)
    {
        var kinds = _inodes[inode].Type is InodeType.Regular or InodeType.Directory ? _xattrNames.Length : 2;
        var (name, content) = (_xattrNames[value % kinds], Samples.Content(value % 900, value));
        _writer.SetXattr(inode, Encoding.UTF8.GetBytes(name), content);
        if (!_xattrs.TryGetValue(inode, out var attributes))
            _xattrs.Add(inode, attributes = new SortedDictionary<string, byte[]>(StringComparer.Ordinal));
        attributes[name] = content;
    }

    private void Remove(Inode directory, string name)
    {
        _writer.Remove(directory, Encoding.UTF8.GetBytes(name));
        _directories[directory].Remove(name, out var gone);
        Forget(gone);
    }

    private void Forget(Inode inode)
    {
        if (_directories.Remove(inode, out var entries))
        {
            foreach (var child in entries.Values)
                Forget(child);
        }

        if (_directories.Values.Any(others => others.ContainsValue(inode)))
            return;
        _contents.Remove(inode);
        _xattrs.Remove(inode);
        _inodes.Remove(inode);
    }

    /// <summary>Data, some of which compresses, a hole of some blocks, data again.</summary>
    private static byte[] SparseContent(int value)
    {
        var content = value % 5 < 2 ? Samples.Text(value % 300_000, value) : Samples.Content(value % 40_000, value);
        if (content.Length > 20_000)
            content.AsSpan(value % 10_000, 9_000).Clear();
        return content;
    }
}
