namespace Slipway.Filesystems;

/// <summary>What an inode is: the format bits of <c>st_mode</c>, inode(7).</summary>
public enum InodeType
{
    Regular,
    Directory,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Fifo,
    Socket,
}
