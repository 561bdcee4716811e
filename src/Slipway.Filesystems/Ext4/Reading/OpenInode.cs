namespace Slipway.Filesystems.Ext4.Reading;

/// <summary>The inode that was asked about last, with its extents once they were needed.</summary>
internal sealed class OpenInode(InodeImage image, ExtentReader extents)
{
    private List<FileExtent>? _extents;

    public InodeImage Image { get; } = image;

    public List<FileExtent> Extents => _extents ??= extents.Read(Image);
}
