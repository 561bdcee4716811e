using System.Buffers.Binary;
using Slipway.Filesystems.Ext4.Layout;
using Slipway.Filesystems.Ext4.Xattrs;
using Slipway.Filesystems.Xattrs;

namespace Slipway.Filesystems.Ext4;

/// <content>Extended attributes.</content>
public sealed partial class Ext4Writer
{
    /// <summary>
    /// Sets an extended attribute, replacing the value it has. An inode has room for about 4 KiB of attributes in all.
    /// </summary>
    /// <param name="name">
    /// With its namespace: <c>user.*</c>, <c>trusted.*</c>, <c>security.*</c>, at most 255 bytes behind the dot,
    /// <c>system.posix_acl_access</c> or <c>system.posix_acl_default</c>.
    /// </param>
    /// <param name="value">As getxattr(2) gives it; access control lists in their version 2.</param>
    /// <exception cref="FilesystemException">The namespace is unknown, the list malformed, or there is no room: nothing has changed.</exception>
    public void SetXattr(Inode inode, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        RequireOpen();
        _inodes.Require(inode);
        var parsed = XattrName.Parse(name);
        if (value.Length > Geometry.BlockSizeBytes)
        {
            throw new FilesystemException(
                $"extended attribute '{parsed}' of inode {inode.Number} has {value.Length} bytes; less than {Geometry.BlockSizeBytes} are possible");
        }

        _xattrs.Set(inode.Number, new Xattr(parsed, parsed.IsAcl ? PosixAcl.ToDisk(value) : value.ToArray()));
    }

    /// <summary>Removes all extended attributes of an inode.</summary>
    public void ClearXattrs(Inode inode)
    {
        RequireOpen();
        _inodes.Require(inode);
        _xattrs.Clear(inode.Number);
    }

    private void WriteXattrBlock(uint number, Span<byte> scratch)
    {
        if (_xattrs.Of(number) is not { InBlock: { Count: > 0 } attributes } set)
            return;
        set.Block = _allocator.TakeOne();
        XattrBlock.Write(scratch, attributes, set.Block, _seed);
        _output.Write(set.Block, scratch);
    }

    /// <summary>Fills the inode's own room and names its block; returns the blocks, 0 or 1.</summary>
    private uint WriteXattrs(uint number, Span<byte> inode)
    {
        if (_xattrs.Of(number) is not { } set)
            return 0;
        if (set.InInode.Count > 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(inode[InodeLayout.XattrOffset..], XattrBlock.Magic);
            XattrRegion.Write(inode[(InodeLayout.XattrOffset + sizeof(uint))..], set.InInode, 0, hashed: false);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(inode[InodeLayout.XattrBlockOffset..], set.Block);
        return set.Block == 0 ? 0u : 1;
    }
}
