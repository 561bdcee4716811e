using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Ext4.Xattrs;

/// <summary>
/// The attributes of one inode in the order of <see cref="XattrName"/>, split over the two places ext4 has for them: first the room
/// behind the inode's fields, then one block.
/// </summary>
internal sealed class XattrSet
{
    private readonly List<Xattr> _attributes = [];

    /// <summary>Those that stand in the inode.</summary>
    public List<Xattr> InInode { get; } = [];

    /// <summary>Those that need a block.</summary>
    public List<Xattr> InBlock { get; } = [];

    /// <summary>The block, once it is written; 0 before and for none.</summary>
    public uint Block { get; set; }

    public int StoredBytes => _attributes.Sum(XattrRegion.StoredBytes);

    /// <summary>Adds or replaces; changes nothing and says no when both places together are too small.</summary>
    public bool TrySet(Xattr attribute)
    {
        var index = _attributes.FindIndex(other => other.Name.CompareTo(attribute.Name) >= 0);
        var replaced = index >= 0 && _attributes[index].Name.CompareTo(attribute.Name) == 0 ? _attributes[index] : null;
        if (replaced is not null)
            _attributes[index] = attribute;
        else
            _attributes.Insert(index = index < 0 ? _attributes.Count : index, attribute);
        if (TrySplit())
            return true;

        if (replaced is not null)
            _attributes[index] = replaced;
        else
            _attributes.RemoveAt(index);
        TrySplit();
        return false;
    }

    private bool TrySplit()
    {
        InInode.Clear();
        InBlock.Clear();
        var (inode, block) = (InodeLayout.XattrRoomBytes, XattrBlock.RoomBytes);
        foreach (var attribute in _attributes)
        {
            var stored = XattrRegion.StoredBytes(attribute);
            if (stored <= inode)
            {
                inode -= stored;
                InInode.Add(attribute);
            }
            else
            {
                block -= stored;
                InBlock.Add(attribute);
            }
        }

        return block >= 0;
    }
}
