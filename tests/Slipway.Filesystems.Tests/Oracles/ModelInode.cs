namespace Slipway.Filesystems.Tests.Oracles;

/// <summary>What was written of an inode, its content and names apart.</summary>
internal sealed record ModelInode(InodeType Type, Attributes Attributes)
{
    public uint Major { get; init; }

    public uint Minor { get; init; }
}
