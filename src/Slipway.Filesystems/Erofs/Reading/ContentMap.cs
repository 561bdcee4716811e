using Slipway.Filesystems.Blocks;
using Slipway.Filesystems.Erofs.Layout;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>Where the data of one inode is, and how it is read.</summary>
internal abstract class ContentMap
{
    /// <summary>Bytes that the inode and what follows it take of the metadata.</summary>
    public abstract long MetadataBytes { get; }

    /// <exception cref="FilesystemException">The inode says what cannot be, or what is not read here.</exception>
    public static ContentMap Of(InodeImage inode, Volume volume, MetadataInput metadata, BlockInput input) =>
        inode.Layout is DataLayout.CompressedFull or DataLayout.CompressedCompact
            ? new CompressedMap(inode, volume, metadata, input)
            : new StoredMap(inode, volume, metadata, input);

    /// <summary>Fills <paramref name="target"/> from a range within the data.</summary>
    public abstract void Read(long offset, Span<byte> target);

    /// <summary>Where there is data, in ascending order; adjacent runs are joined.</summary>
    public abstract IEnumerable<DataRun> Runs();

    /// <summary>The runs of blocks that hold the data.</summary>
    public abstract IEnumerable<(uint Start, uint Length)> Blocks();
}
