using Slipway.Images.Content;
using Slipway.Images.Rootfs;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Images.Store;

/// <summary>An image that nobody makes, leases or runs from until this is disposed: what it takes to remove it.</summary>
internal sealed class ImageClaim : IDisposable
{
    private readonly RangeLock _lock;
    private readonly List<RootfsClaim> _files = [];

    private ImageClaim(RangeLock held) => _lock = held;

    /// <summary>Claims an image and the given records of it without waiting; null when it is in use.</summary>
    /// <param name="holder">Who uses it.</param>
    public static ImageClaim? TryTake(StoreLocks locks, RootfsStore rootfs, Digest image, IEnumerable<RootfsEntry> entries, out ImageHolder holder)
    {
        holder = new ImageHolder(ImageHolderKind.Pull);
        if (locks.TryImage(image) is not { } held)
            return null;
        holder = new ImageHolder(ImageHolderKind.Machine);
        var claim = new ImageClaim(held);
        foreach (var entry in entries)
        {
            if (rootfs.TryClaim(entry) is not { } file)
            {
                claim.Dispose();
                return null;
            }

            claim._files.Add(file);
        }

        return claim;
    }

    /// <summary>Removes the records.</summary>
    public void RemoveRootfs() => _files.ForEach(file => file.Remove());

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
        _lock.Dispose();
    }
}
