using System.Text;
using CsCheck;
using Slipway.Filesystems.Ext4;

namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>
/// A random tree: built by the writer, expected of the reader. Steps are numbers that the builder reduces to what is possible, so that
/// every list of them is valid.
/// </summary>
internal sealed class ModelTree
{
    private static readonly string[] _xattrNames = ["user.a", "user.long-name-of-an-attribute", "security.capability", "trusted.x"];
    private readonly Dictionary<Inode, Dictionary<string, Inode>> _directories = [];
    private readonly Dictionary<Inode, byte[]> _contents = [];
    private readonly Dictionary<Inode, SortedDictionary<string, byte[]>> _xattrs = [];
    private readonly Ext4Writer _writer;

    private ModelTree(Ext4Writer writer)
    {
        _writer = writer;
        _directories.Add(writer.Root, []);
    }

    public static Gen<List<(int Kind, int Where, int Value)>> Steps { get; } =
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 1 << 20], Gen.Int[0, 1 << 20]).List[1, 120];

    public static ModelTree Build(Ext4Writer writer, List<(int Kind, int Where, int Value)> steps)
    {
        var tree = new ModelTree(writer);
        foreach (var (kind, where, value) in steps)
            tree.Apply(kind, tree._directories.Keys.ElementAt(where % tree._directories.Count), value);
        return tree;
    }

    public void AssertReadBy(Ext4Reader reader)
    {
        var found = 0;
        foreach (var entry in reader.Walk())
        {
            var name = Encoding.UTF8.GetString(entry.Name.Span);
            if (name == "lost+found")
                continue;
            found++;
            Assert.Equal(_directories[entry.Parent][name], entry.Inode);
            Assert.Equal(entry.Stat.Type == InodeType.Directory ? Samples.DirectoryAttributes : Samples.FileAttributes, entry.Stat.Attributes);
            if (_contents.TryGetValue(entry.Inode, out var content))
                AssertContent(reader, entry, content);
            Assert.Equal(
                _xattrs.GetValueOrDefault(entry.Inode, []).Select(static pair => $"{pair.Key}={Convert.ToHexString(pair.Value)}"),
                reader.XattrsOf(entry.Inode)
                    .Select(static pair => $"{Encoding.UTF8.GetString(pair.Name.Span)}={Convert.ToHexString(pair.Value.Span)}")
                    .Order(StringComparer.Ordinal));
        }

        Assert.Equal(_directories.Values.Sum(static entries => entries.Count), found);
    }

    private static void AssertContent(Ext4Reader reader, in TreeEntry entry, byte[] content)
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
        var taken = _directories[directory].Count == 0 ? null : _directories[directory].Keys.ElementAt(value % _directories[directory].Count);
        switch (kind)
        {
            case 0 when !_directories[directory].ContainsKey(name):
                var added = Add(directory, name, _writer.CreateDirectory(directory, Encoding.UTF8.GetBytes(name), Samples.DirectoryAttributes));
                _directories.Add(added, []);
                break;
            case 1 or 2 or 3 when !_directories[directory].ContainsKey(name):
                var content = SparseContent(value);
                _contents[Add(directory, name, _writer.AddFile(directory, name, content))] = content;
                break;
            case 4 when !_directories[directory].ContainsKey(name):
                var target = Samples.Content(1 + value % 120, value).Select(static b => (byte)('a' + b % 26)).ToArray();
                _contents[Add(directory, name, _writer.CreateSymbolicLink(directory, Encoding.UTF8.GetBytes(name), target, Samples.FileAttributes))] = target;
                break;
            case 5 when taken is not null && !_directories.ContainsKey(_directories[directory][taken]) && !_directories[directory].ContainsKey(name):
                var existing = _directories[directory][taken];
                _writer.Link(existing, directory, Encoding.UTF8.GetBytes(name));
                Add(directory, name, existing);
                break;
            case 6 when taken is not null:
                Remove(directory, taken);
                break;
            case 7 or 8 when taken is not null:
                SetXattr(_directories[directory][taken], _xattrNames[value % _xattrNames.Length], Samples.Content(value % 900, value));
                break;
        }
    }

    private Inode Add(Inode directory, string name, Inode inode)
    {
        _directories[directory][name] = inode;
        return inode;
    }

    private void SetXattr(Inode inode, string name, byte[] value)
    {
        _writer.SetXattr(inode, Encoding.UTF8.GetBytes(name), value);
        if (!_xattrs.TryGetValue(inode, out var attributes))
            _xattrs.Add(inode, attributes = new SortedDictionary<string, byte[]>(StringComparer.Ordinal));
        attributes[name] = value;
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
    }

    /// <summary>Data, a hole of some blocks, data again.</summary>
    private static byte[] SparseContent(int value)
    {
        var content = Samples.Content(value % 40_000, value);
        if (content.Length > 20_000)
            content.AsSpan(value % 10_000, 9_000).Clear();
        return content;
    }
}
