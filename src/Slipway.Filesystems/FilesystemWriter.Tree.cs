using System.Text;
using Slipway.Filesystems.Tree;

namespace Slipway.Filesystems;

/// <content>The tree: names, inodes, links and removal.</content>
public abstract partial class FilesystemWriter
{
    /// <inheritdoc/>
    public bool TryLookup(Inode directory, ReadOnlySpan<byte> name, out Inode child)
    {
        RequireDirectory(directory);
        var index = Entries.Find(directory.Number, name);
        child = index == 0 ? default : new Inode(Entries[index].Child);
        return index != 0;
    }

    /// <inheritdoc/>
    public InodeType TypeOf(Inode inode)
    {
        Tree.FileMode.TryTypeOf(Inodes.Require(inode).Mode, out var type);
        return type;
    }

    /// <summary>How many names the inode has; for a directory 2 plus its subdirectories.</summary>
    public uint LinkCountOf(Inode inode) => Inodes.Require(inode).Links;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> TargetOf(Inode symlink)
    {
        ref var record = ref Inodes.Require(symlink);
        if (!record.IsSymbolicLink)
            throw new FilesystemException($"inode {symlink.Number} is a {TypeOf(symlink)}, not a symbolic link: it has no target");
        return Bytes.Span(record.Target, (int)record.Size);
    }

    /// <inheritdoc/>
    public IEnumerable<(ReadOnlyMemory<byte> Name, Inode Child)> ChildrenOf(Inode directory)
    {
        ref var record = ref RequireDirectory(directory);
        var children = new List<(ReadOnlyMemory<byte>, Inode)>();
        for (var index = record.FirstEntry; index != 0; index = Entries[index].Next)
            children.Add((Entries.NameMemoryOf(Entries[index]), new Inode(Entries[index].Child)));
        return children;
    }

    /// <inheritdoc/>
    public Inode CreateDirectory(Inode parent, ReadOnlySpan<byte> name, in Attributes a)
    {
        var number = Create(parent, name, InodeType.Directory, a);
        ref var record = ref Inodes[number];
        record.Parent = parent.Number;
        record.Links = 2;
        Inodes[parent.Number].Links++;
        return new Inode(number);
    }

    /// <inheritdoc/>
    public Inode CreateSymbolicLink(Inode parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target, in Attributes a)
    {
        if (target.IsEmpty || target.Length > LinuxLimits.MaximumTargetBytes || target.Contains((byte)0))
        {
            throw new FilesystemException(
                $"symbolic link '{Show(name)}': its target has {target.Length} bytes; 1 to {LinuxLimits.MaximumTargetBytes} without NUL are possible");
        }

        var number = Create(parent, name, InodeType.SymbolicLink, a);
        ref var record = ref Inodes[number];
        record.Target = Bytes.Add(target);
        record.Size = target.Length;
        return new Inode(number);
    }

    /// <inheritdoc/>
    public Inode CreateDevice(Inode parent, ReadOnlySpan<byte> name, InodeType type, uint major, uint minor, in Attributes a)
    {
        if (type is not (InodeType.CharacterDevice or InodeType.BlockDevice))
            throw new FilesystemException($"device '{Show(name)}': a {type} is not a device");
        if (major > DeviceNumber.MaximumMajor || minor > DeviceNumber.MaximumMinor)
        {
            throw new FilesystemException(
                $"device '{Show(name)}': number {major}:{minor} exceeds {DeviceNumber.MaximumMajor}:{DeviceNumber.MaximumMinor}, the most Linux knows");
        }

        var number = Create(parent, name, type, a);
        ref var record = ref Inodes[number];
        record.Major = major;
        record.Minor = minor;
        return new Inode(number);
    }

    /// <inheritdoc/>
    public Inode CreateFifo(Inode parent, ReadOnlySpan<byte> name, in Attributes a) => new(Create(parent, name, InodeType.Fifo, a));

    /// <inheritdoc/>
    public Inode CreateFile(Inode parent, ReadOnlySpan<byte> name, long sizeBytes, in Attributes a)
    {
        if (sizeBytes < 0 || sizeBytes > _limits.MaximumFileBytes)
        {
            throw new FilesystemException(
                $"file '{Show(name)}' of {sizeBytes} bytes: {_limits.Format} holds 0 to {_limits.MaximumFileBytes} bytes in a file");
        }

        var number = Create(parent, name, InodeType.Regular, a);
        Inodes[number].Size = sizeBytes;
        return new Inode(number);
    }

    /// <inheritdoc/>
    public void Link(Inode existing, Inode parent, ReadOnlySpan<byte> name)
    {
        RequireOpen();
        ref var record = ref Inodes.Require(existing);
        if (record.IsDirectory)
            throw new FilesystemException($"cannot link '{Show(name)}' to inode {existing.Number}: a directory has one name only");
        if (record.Links >= _limits.MaximumLinks)
        {
            throw new FilesystemException(
                $"cannot link '{Show(name)}': inode {existing.Number} has {_limits.MaximumLinks} names already, the most {_limits.Format} allows");
        }

        RequireAbsent(parent, name);
        record.Links++;
        Entries.Add(parent.Number, name, existing.Number);
    }

    /// <inheritdoc/>
    public void SetAttributes(Inode inode, in Attributes a)
    {
        RequireOpen();
        InodeTable.Set(ref Inodes.Require(inode), a);
    }

    /// <inheritdoc/>
    public void Remove(Inode parent, ReadOnlySpan<byte> name)
    {
        RequireOpen();
        RequireDirectory(parent);
        var index = Entries.Find(parent.Number, name);
        if (index == 0)
            throw new FilesystemException($"cannot remove '{Show(name)}': directory inode {parent.Number} has no such entry");

        var pending = new Stack<uint>();
        RemoveEntry(index, pending);
        while (pending.TryPop(out var directory))
        {
            while (Inodes[directory].FirstEntry is not 0 and var entry)
                RemoveEntry(entry, pending);
            Release(directory);
        }
    }

    /// <summary>A directory is only detached here: its content is somebody's next step, since a tree may be deeper than any stack.</summary>
    private void RemoveEntry(uint index, Stack<uint> detached)
    {
        var (parent, child) = (Entries[index].Parent, Entries[index].Child);
        Entries.Remove(index);
        ref var record = ref Inodes[child];
        if (record.IsDirectory)
        {
            Inodes[parent].Links--;
            detached.Push(child);
        }
        else if (--record.Links == 0)
        {
            Release(child);
        }
    }

    private void Release(uint number)
    {
        FreeContent(number, ref Inodes[number]);
        Xattrs.Clear(number);
        Inodes.Free(number);
    }

    private uint Create(Inode parent, ReadOnlySpan<byte> name, InodeType type, in Attributes attributes)
    {
        RequireOpen();
        RequireAbsent(parent, name);
        var number = Inodes.Allocate(Tree.FileMode.BitsOf(type), attributes);
        Inodes[number].Links = 1;
        Entries.Add(parent.Number, name, number);
        return number;
    }

    private void RequireAbsent(Inode parent, ReadOnlySpan<byte> name)
    {
        RequireDirectory(parent);
        if (name.IsEmpty || name.Length > LinuxLimits.MaximumNameBytes)
            throw new FilesystemException($"name '{Show(name)}' has {name.Length} bytes; a directory entry holds 1 to {LinuxLimits.MaximumNameBytes}");
        if (name.ContainsAny((byte)'/', (byte)0) || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
            throw new FilesystemException($"'{Show(name)}' cannot be the name of a directory entry: no '.', no '..', no '/' and no NUL");
        if (Entries.Find(parent.Number, name) != 0)
            throw new FilesystemException($"cannot create '{Show(name)}': directory inode {parent.Number} has an entry of that name");
    }

    private ref InodeRecord RequireDirectory(Inode inode)
    {
        ref var record = ref Inodes.Require(inode);
        if (!record.IsDirectory)
            throw new FilesystemException($"inode {inode.Number} is a {TypeOf(inode)}, not a directory");
        return ref record;
    }

    private static string Show(ReadOnlySpan<byte> name) =>
        name.Length <= LinuxLimits.MaximumNameBytes
            ? Encoding.UTF8.GetString(name)
            : Encoding.UTF8.GetString(name[..64]) + "…";
}
