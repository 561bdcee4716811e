namespace Slipway.Filesystems.Tree;

/// <summary>One name in one directory: 32 bytes, member of a hash bucket and of its directory's list in order of creation.</summary>
internal struct DirectoryEntry
{
    public uint Hash;
    public uint Parent;
    public uint Child;
    public uint Name;
    public uint NextInBucket;
    public uint Next;
    public uint Previous;
    public byte NameLength;
}
