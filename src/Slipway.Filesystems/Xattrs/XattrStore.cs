namespace Slipway.Filesystems.Xattrs;

/// <summary>The extended attributes of all inodes; few have any.</summary>
internal sealed class XattrStore(IXattrRoom room)
{
    /// <summary>Bounds the memory that a hostile image can take: a million files with capabilities.</summary>
    private const long MaximumStoredBytes = 64L << 20;

    /// <summary>XATTR_SIZE_MAX, linux/limits.h: a longer value can be set on no filesystem.</summary>
    private const int MaximumValueBytes = 65536;

    private readonly Dictionary<uint, List<Xattr>> _sets = [];
    private long _storedBytes;

    /// <summary>The attributes of an inode in the order of their names.</summary>
    public IReadOnlyList<Xattr> Of(uint inode) => _sets.TryGetValue(inode, out var set) ? set : [];

    /// <summary>Adds an attribute or replaces its value.</summary>
    /// <param name="value">As getxattr(2) gives it.</param>
    /// <exception cref="FilesystemException">There is no room, or the value is malformed; nothing has changed.</exception>
    public void Set(uint inode, XattrName name, ReadOnlySpan<byte> value)
    {
        if (value.Length > MaximumValueBytes)
            throw new FilesystemException($"extended attribute '{name}' of inode {inode} has {value.Length} bytes; {MaximumValueBytes} are possible");
        var attribute = new Xattr(name, room.Encode(name, value));
        var before = Of(inode);
        List<Xattr> after = [.. before.Where(other => other.Name.CompareTo(name) < 0), attribute, .. before.Where(other => other.Name.CompareTo(name) > 0)];
        var added = after.Sum(room.BytesOf) - before.Sum(room.BytesOf);
        if (_storedBytes + added > MaximumStoredBytes)
            throw new FilesystemException($"the tree's extended attributes exceed {MaximumStoredBytes} bytes, the most this writer keeps in memory");
        if (!room.Fits(after))
        {
            throw new FilesystemException(
                $"extended attribute '{name}' of inode {inode} with {value.Length} bytes: there is no room beside the "
                + $"{before.Sum(room.BytesOf)} bytes it has; {room.Description}");
        }

        _sets[inode] = after;
        _storedBytes += added;
    }

    public void Clear(uint inode)
    {
        if (_sets.Remove(inode, out var set))
            _storedBytes -= set.Sum(room.BytesOf);
    }
}
