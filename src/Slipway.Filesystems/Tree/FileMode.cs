namespace Slipway.Filesystems.Tree;

/// <summary>Conversions between <see cref="InodeType"/>, the format bits of i_mode and the type byte of a directory entry.</summary>
internal static class FileMode
{
    public const ushort PermissionMask = 0xFFF;
    public const ushort TypeMask = 0xF000;
    public const ushort Directory = 0x4000;
    public const ushort Regular = 0x8000;
    public const ushort SymbolicLink = 0xA000;

    public static ushort BitsOf(InodeType type) => type switch
    {
        InodeType.Regular => Regular,
        InodeType.Directory => Directory,
        InodeType.SymbolicLink => SymbolicLink,
        InodeType.CharacterDevice => 0x2000,
        InodeType.BlockDevice => 0x6000,
        InodeType.Fifo => 0x1000,
        InodeType.Socket => 0xC000,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such inode type"),
    };

    public static bool TryTypeOf(ushort mode, out InodeType type)
    {
        (type, var known) = (mode & TypeMask) switch
        {
            Regular => (InodeType.Regular, true),
            Directory => (InodeType.Directory, true),
            SymbolicLink => (InodeType.SymbolicLink, true),
            0x2000 => (InodeType.CharacterDevice, true),
            0x6000 => (InodeType.BlockDevice, true),
            0x1000 => (InodeType.Fifo, true),
            0xC000 => (InodeType.Socket, true),
            _ => (default, false),
        };
        return known;
    }

    /// <summary>EXT4_FT_*: the type as a directory entry repeats it (feature filetype).</summary>
    public static byte EntryTypeOf(ushort mode) => (mode & TypeMask) switch
    {
        Regular => 1,
        Directory => 2,
        0x2000 => 3,
        0x6000 => 4,
        0x1000 => 5,
        0xC000 => 6,
        SymbolicLink => 7,
        _ => 0,
    };
}
