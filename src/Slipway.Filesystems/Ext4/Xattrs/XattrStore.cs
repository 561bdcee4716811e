using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Ext4.Xattrs;

/// <summary>The attributes of all inodes; few have any.</summary>
internal sealed class XattrStore
{
    /// <summary>Bounds the memory that a hostile image can take: a million files with capabilities.</summary>
    private const long MaximumStoredBytes = 64L << 20;
    private readonly Dictionary<uint, XattrSet> _sets = [];
    private long _storedBytes;

    /// <summary>The attributes of an inode, null for none.</summary>
    public XattrSet? Of(uint inode) => _sets.GetValueOrDefault(inode);

    /// <summary>Adds an attribute or replaces its value.</summary>
    public void Set(uint inode, Xattr attribute)
    {
        if (_storedBytes + XattrRegion.StoredBytes(attribute) > MaximumStoredBytes)
            throw new FilesystemException($"the tree's extended attributes exceed {MaximumStoredBytes} bytes, the most this writer keeps in memory");
        if (!_sets.TryGetValue(inode, out var set))
            _sets.Add(inode, set = new XattrSet());
        var before = set.StoredBytes;
        if (!set.TrySet(attribute))
        {
            if (before == 0)
                _sets.Remove(inode);
            throw new FilesystemException(
                $"extended attribute '{attribute.Name}' of inode {inode} with {attribute.Value.Length} bytes: there is no room beside the "
                + $"{before} bytes it has; ext4 keeps {XattrBlock.RoomBytes} bytes of attributes in a block and "
                + $"{Layout.InodeLayout.XattrRoomBytes} in the inode");
        }

        _storedBytes += set.StoredBytes - before;
    }

    public void Clear(uint inode)
    {
        if (_sets.Remove(inode, out var set))
            _storedBytes -= set.StoredBytes;
    }
}
