using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;

namespace Slipway.Images.Rootfs;

/// <summary>
/// The converted images. A file that has a name is whole and never changes. Whoever runs from one holds a shared lock on it, the lease;
/// removing takes an exclusive one. The file's modification time is when it was last leased or released.
/// <code>
/// images/&lt;algorithm&gt;-&lt;hex of the manifest's digest&gt;.v&lt;version of the converter&gt;.ext4
/// </code>
/// A manifest is for one platform, so the platform is in the digest.
/// </summary>
internal sealed class RootfsStore
{
    private readonly string _root;
    private readonly TimeProvider _clock;

    public RootfsStore(string dataDirectory, TimeProvider clock)
    {
        _root = Path.Combine(dataDirectory, "images");
        _clock = clock;
        Directory.CreateDirectory(_root);
    }

    public string PathOf(RootfsEntry entry) => Path.Combine(_root, entry.FileName);

    /// <summary>
    /// Opens a rootfs under a shared lock and notes the use; null when there is none, when it is just being removed, or when the file is not
    /// the file system with identity <paramref name="uuid"/>. The caller disposes the handle.
    /// </summary>
    public SafeFileHandle? TryLease(RootfsEntry entry, Guid uuid)
    {
        var path = PathOf(entry);
        var file = FileLock.TryOpen(path);
        if (file is null)
            return null;
        // The name is looked at again once the lock is there: a remover may have been faster.
        if (FileLock.TryTake(file, LockMode.Shared) && File.Exists(path) && RootfsIdentity.Matches(file, uuid))
        {
            NoteUse(file);
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Notes that the rootfs was in use until now.</summary>
    public void NoteUse(SafeFileHandle file) => File.SetLastWriteTimeUtc(file, _clock.GetUtcNow().UtcDateTime);

    /// <summary>An unnamed file on the file system of the images, for a rootfs to be written to.</summary>
    public SafeFileHandle CreateUnnamed() => UnnamedFile.Create(_root);

    /// <summary>
    /// Makes a whole rootfs durable and gives it its name, in place of a damaged one. The caller holds the image's lock.
    /// </summary>
    public void Publish(SafeFileHandle file, RootfsEntry entry)
    {
        var path = PathOf(entry);
        RandomAccess.FlushToDisk(file);
        while (!UnnamedFile.TryPublish(file, path))
            File.Delete(path);
        DirectorySync.Sync(_root);
    }

    /// <summary>All entries, in no order. Files that are no rootfs are passed over.</summary>
    public IEnumerable<RootfsEntry> List() =>
        Directory.EnumerateFiles(_root).Select(file => RootfsEntry.TryParse(Path.GetFileName(file))).OfType<RootfsEntry>();

    /// <summary>Room on disk and time of the last use; null when there is no such rootfs.</summary>
    public RootfsUse? UseOf(RootfsEntry entry) => new FileInfo(PathOf(entry)) is { Exists: true } file
        ? new RootfsUse(file.Length, file.LastWriteTimeUtc)
        : null;

    /// <summary>Locks a rootfs against leases, to remove it; null when it is leased. The caller disposes the claim and holds the image's lock.</summary>
    public RootfsClaim? TryClaim(RootfsEntry entry)
    {
        var path = PathOf(entry);
        var file = FileLock.TryOpen(path);
        if (file is null || FileLock.TryTake(file, LockMode.Exclusive))
            return new RootfsClaim(path, file);
        file.Dispose();
        return null;
    }
}
