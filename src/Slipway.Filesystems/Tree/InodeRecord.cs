using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Tree;

/// <summary>
/// What the writer keeps of an inode until it is written: 72 bytes. Three words mean different things for different types; the
/// properties give them their names.
/// </summary>
internal struct InodeRecord
{
    /// <summary>Type and permission bits; 0 marks a number that is free.</summary>
    public ushort Mode;
    public uint Uid;
    public uint Gid;
    public uint MtimeNanoseconds;
    public long MtimeSeconds;

    /// <summary>Names, and for a directory 2 plus its subdirectories.</summary>
    public uint Links;

    /// <summary>Content in bytes; length of the target for a symbolic link.</summary>
    public long Size;

    /// <summary>The first extent; almost always the only one.</summary>
    public Extent First;

    /// <summary>All extents when there are several: an index into <see cref="ExtentStore"/>; 0 when <see cref="First"/> says all.</summary>
    public int ExtentList;
    private uint _one;
    private uint _two;
    private uint _three;


    public readonly bool IsFree => Mode == 0;

    public readonly bool IsDirectory => (Mode & FileMode.TypeMask) == FileMode.Directory;

    public readonly bool IsRegular => (Mode & FileMode.TypeMask) == FileMode.Regular;

    public readonly bool IsSymbolicLink => (Mode & FileMode.TypeMask) == FileMode.SymbolicLink;

    /// <summary>Of a directory: its parent, for "..".</summary>
    public uint Parent { readonly get => _three; set => _three = value; }

    /// <summary>Of a file whose end stands behind its inode already: where that is; 0 for others.</summary>
    public uint Nid { readonly get => _three; set => _three = value; }

    /// <summary>Of a directory: index of its oldest entry, 0 for none.</summary>
    public uint FirstEntry { readonly get => _one; set => _one = value; }

    /// <summary>Of a directory: index of its newest entry, 0 for none.</summary>
    public uint LastEntry { readonly get => _two; set => _two = value; }

    /// <summary>Of a file that is compressed: the first of its clusters, 0 for none.</summary>
    public uint FirstCluster { readonly get => _one; set => _one = value; }

    /// <summary>Of a file that is compressed: the last of its clusters, 0 for none.</summary>
    public uint LastCluster { readonly get => _two; set => _two = value; }

    /// <summary>Of a symbolic link: address of the target in the slab.</summary>
    public uint Target { readonly get => _one; set => _one = value; }

    /// <summary>Of a device.</summary>
    public uint Major { readonly get => _one; set => _one = value; }

    /// <summary>Of a device.</summary>
    public uint Minor { readonly get => _two; set => _two = value; }
}
