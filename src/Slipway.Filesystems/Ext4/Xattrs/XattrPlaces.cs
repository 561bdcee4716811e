using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Ext4.Xattrs;

/// <summary>The two places that ext4 has for the attributes of an inode: first the room behind the inode's fields, then one block.</summary>
internal sealed class XattrPlaces : IXattrRoom
{
    public string Description => $"ext4 keeps {XattrBlock.RoomBytes} bytes of attributes in a block and {InodeLayout.XattrRoomBytes} in the inode";

    public int BytesOf(Xattr attribute) => XattrRegion.StoredBytes(attribute);

    public bool Fits(IReadOnlyList<Xattr> attributes) => Split(attributes).InBlock.Sum(XattrRegion.StoredBytes) <= XattrBlock.RoomBytes;

    public byte[] Encode(XattrName name, ReadOnlySpan<byte> value) => name.IsAcl ? PosixAcl.ToDisk(value) : value.ToArray();

    /// <summary>Which attributes stand where, each in the order of the names.</summary>
    public static (List<Xattr> InInode, List<Xattr> InBlock) Split(IReadOnlyList<Xattr> attributes)
    {
        var (inInode, inBlock) = (new List<Xattr>(), new List<Xattr>());
        var room = InodeLayout.XattrRoomBytes;
        foreach (var attribute in attributes)
        {
            var stored = XattrRegion.StoredBytes(attribute);
            if (stored <= room)
            {
                room -= stored;
                inInode.Add(attribute);
            }
            else
            {
                inBlock.Add(attribute);
            }
        }

        return (inInode, inBlock);
    }
}
