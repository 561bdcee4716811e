using System.Text;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems.Ext4;

/// <content>The tree: names, inodes, links and removal.</content>
public sealed partial class Ext4Writer
{
    /// <summary>Finds a name in a directory, in constant time. "." and ".." are not entries.</summary>
    /// <exception cref="FilesystemException"><paramref name="directory"/> is not a directory.</exception>
    public bool TryLookup(Inode directory, ReadOnlySpan<byte> name, out Inode child)
    {
        RequireDirectory(directory);
        var index = _entries.Find(directory.Number, name);
        child = index == 0 ? default : new Inode(_entries[index].Child);
        return index != 0;
    }

    /// <summary>What the inode is.</summary>
    public InodeType TypeOf(Inode inode)
    {
        Tree.FileMode.TryTypeOf(_inodes.Require(inode).Mode, out var type);
        return type;
    }

    /// <summary>How many names the inode has; for a directory 2 plus its subdirectories.</summary>
    public uint LinkCountOf(Inode inode) => _inodes.Require(inode).Links;

    /// <summary>The target of a symbolic link, as bytes, without a NUL.</summary>
    public ReadOnlySpan<byte> TargetOf(Inode symlink)
    {
        ref var record = ref _inodes.Require(symlink);
        if (!record.IsSymbolicLink)
            throw new FilesystemException($"inode {symlink.Number} is a {TypeOf(symlink)}, not a symbolic link: it has no target");
        return _bytes.Span(record.Target, (int)record.Size);
    }

    /// <summary>
    /// The entries of a directory in the order in which they were created, as they are when this is called: the directory may be
    /// changed while they are looked at.
    /// </summary>
    public IEnumerable<(ReadOnlyMemory<byte> Name, Inode Child)> ChildrenOf(Inode directory)
    {
        ref var record = ref RequireDirectory(directory);
        var children = new List<(ReadOnlyMemory<byte>, Inode)>();
        for (var index = record.FirstEntry; index != 0; index = _entries[index].Next)
            children.Add((_entries.NameMemoryOf(_entries[index]), new Inode(_entries[index].Child)));
        return children;
    }

    /// <summary>Makes an empty directory.</summary>
    /// <exception cref="FilesystemException">The name is taken or not a name, or the writer's limits are reached; as for all that create.</exception>
    public Inode CreateDirectory(Inode parent, ReadOnlySpan<byte> name, in Attributes a)
    {
        var number = Create(parent, name, InodeType.Directory, a);
        ref var record = ref _inodes[number];
        record.Parent = parent.Number;
        record.Links = 2;
        _inodes[parent.Number].Links++;
        return new Inode(number);
    }

    /// <summary>Makes a symbolic link to <paramref name="target"/>, 1 to 4095 bytes.</summary>
    public Inode CreateSymbolicLink(Inode parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, in Attributes a)
    {
        if (target.IsEmpty || target.Length > Geometry.MaximumTargetBytes || target.Contains((byte)0))
        {
            throw new FilesystemException(
                $"symbolic link '{Show(name)}': its target has {target.Length} bytes; 1 to {Geometry.MaximumTargetBytes} without NUL are possible");
        }

        var number = Create(parent, name, InodeType.SymbolicLink, a);
        ref var record = ref _inodes[number];
        record.Target = _bytes.Add(target);
        record.Size = target.Length;
        return new Inode(number);
    }

    /// <summary>Makes a character or block device node.</summary>
    public Inode CreateDevice(Inode parent, ReadOnlySpan<byte> name, InodeType type, uint major, uint minor, in Attributes a)
    {
        if (type is not (InodeType.CharacterDevice or InodeType.BlockDevice))
            throw new FilesystemException($"device '{Show(name)}': a {type} is not a device");
        if (major > 0xFFF || minor > 0xFFFFF)
            throw new FilesystemException($"device '{Show(name)}': number {major}:{minor} exceeds 4095:1048575, the most Linux knows");
        var number = Create(parent, name, type, a);
        ref var record = ref _inodes[number];
        record.Major = major;
        record.Minor = minor;
        return new Inode(number);
    }

    /// <summary>Makes a named pipe.</summary>
    public Inode CreateFifo(Inode parent, ReadOnlySpan<byte> name, in Attributes a) => new(Create(parent, name, InodeType.Fifo, a));

    /// <summary>Makes a regular file of a size; what <see cref="WriteContent"/> does not write reads as zeros and takes no room.</summary>
    public Inode CreateFile(Inode parent, ReadOnlySpan<byte> name, long sizeBytes, in Attributes a)
    {
        if (sizeBytes is < 0 or > Geometry.MaximumFileBytes)
            throw new FilesystemException($"file '{Show(name)}' of {sizeBytes} bytes: ext4 holds 0 to {Geometry.MaximumFileBytes} bytes in a file");
        var number = Create(parent, name, InodeType.Regular, a);
        _inodes[number].Size = sizeBytes;
        return new Inode(number);
    }

    /// <summary>Gives an inode that is not a directory one more name; at most 65000.</summary>
    public void Link(Inode existing, Inode parent, ReadOnlySpan<byte> name)
    {
        RequireOpen();
        ref var record = ref _inodes.Require(existing);
        if (record.IsDirectory)
            throw new FilesystemException($"hard link '{Show(name)}' to inode {existing.Number}: a directory has one name only");
        if (record.Links >= Geometry.MaximumLinks)
            throw new FilesystemException($"hard link '{Show(name)}' to inode {existing.Number}: it has {Geometry.MaximumLinks} names already, the most ext4 allows");
        RequireAbsent(parent, name);
        record.Links++;
        _entries.Add(parent.Number, name, existing.Number);
    }

    /// <summary>Replaces mode, owner and modification time.</summary>
    public void SetAttributes(Inode inode, in Attributes a)
    {
        RequireOpen();
        InodeTable.Set(ref _inodes.Require(inode), a);
    }

    /// <summary>
    /// Removes a name, and with a directory all below it. An inode that loses its last name is freed with its blocks; one that has other
    /// names keeps its content.
    /// </summary>
    /// <exception cref="FilesystemException">There is no such name.</exception>
    public void Remove(Inode parent, ReadOnlySpan<byte> name)
    {
        RequireOpen();
        RequireDirectory(parent);
        var index = _entries.Find(parent.Number, name);
        if (index == 0)
            throw new FilesystemException($"cannot remove '{Show(name)}': directory inode {parent.Number} has no such entry");

        var pending = new Stack<uint>();
        RemoveEntry(index, pending);
        while (pending.TryPop(out var directory))
        {
            while (_inodes[directory].FirstEntry is not 0 and var entry)
                RemoveEntry(entry, pending);
            Release(directory);
        }
    }

    /// <summary>A directory is only detached here: its content is somebody's next step, since a tree may be deeper than any stack.</summary>
    private void RemoveEntry(uint index, Stack<uint> detached)
    {
        var (parent, child) = (_entries[index].Parent, _entries[index].Child);
        _entries.Remove(index);
        ref var record = ref _inodes[child];
        if (record.IsDirectory)
        {
            _inodes[parent].Links--;
            detached.Push(child);
        }
        else if (--record.Links == 0)
        {
            Release(child);
        }
    }

    private void Release(uint number)
    {
        _content.Abandon(number);
        ref var record = ref _inodes[number];
        for (var i = 0; i < _extents.Count(record); i++)
        {
            var extent = _extents.At(record, i);
            _allocator.Freed.Add(extent.Physical, extent.Length);
        }

        _extents.Clear(ref record);
        _xattrs.Clear(number);
        _inodes.Free(number);
    }

    private uint Create(Inode parent, ReadOnlySpan<byte> name, InodeType type, in Attributes attributes)
    {
        RequireOpen();
        RequireAbsent(parent, name);
        var number = _inodes.Allocate(Tree.FileMode.BitsOf(type), attributes);
        _inodes[number].Links = 1;
        _entries.Add(parent.Number, name, number);
        return number;
    }

    private void RequireAbsent(Inode parent, ReadOnlySpan<byte> name)
    {
        RequireDirectory(parent);
        if (name.IsEmpty || name.Length > Geometry.MaximumNameBytes)
            throw new FilesystemException($"name '{Show(name)}' has {name.Length} bytes; a directory entry holds 1 to {Geometry.MaximumNameBytes}");
        if (name.ContainsAny((byte)'/', (byte)0) || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
            throw new FilesystemException($"'{Show(name)}' cannot be the name of a directory entry: no '.', no '..', no '/' and no NUL");
        if (_entries.Find(parent.Number, name) != 0)
            throw new FilesystemException($"cannot create '{Show(name)}': directory inode {parent.Number} has an entry of that name");
    }

    private ref InodeRecord RequireDirectory(Inode inode)
    {
        ref var record = ref _inodes.Require(inode);
        if (!record.IsDirectory)
            throw new FilesystemException($"inode {inode.Number} is a {TypeOf(inode)}, not a directory");
        return ref record;
    }

    private static string Show(ReadOnlySpan<byte> name) =>
        name.Length <= Geometry.MaximumNameBytes
            ? Encoding.UTF8.GetString(name)
            : Encoding.UTF8.GetString(name[..64]) + "…";
}
