using Slipway.Filesystems.Blocks;

namespace Slipway.Filesystems.Erofs.Reading;

/// <summary>The inode that was asked about last, with its map once that was needed.</summary>
internal sealed class OpenInode(InodeImage image, Volume volume, MetadataInput metadata, BlockInput input)
{
    private ContentMap? _map;

    public InodeImage Image { get; } = image;

    public ContentMap Map => _map ??= ContentMap.Of(Image, volume, metadata, input);
}
