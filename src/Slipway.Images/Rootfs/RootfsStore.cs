using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Slipway.Images.Content;
using Slipway.Images.Layers;
using Slipway.Linux.Files;

namespace Slipway.Images.Rootfs;

/// <summary>
/// What the rootfs of each converted image is stacked of. A machine of the image holds a shared lock on the record and on each of the layers; removing takes an
/// exclusive one. The record's modification time is when the image was last leased or released.
/// <code>
/// images/&lt;algorithm&gt;-&lt;hex of the manifest's digest&gt;.&lt;<see cref="WriterVersion"/>&gt;.json
/// </code>
/// A manifest is for one platform, so the platform is in the digest.
/// </summary>
internal sealed class RootfsStore
{
    private const int MaxRecordBytes = 32 << 20;

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
    /// Reads a record under a shared lock, which the file keeps, and notes the use; null when there is none, when it is just being removed, or is damaged. The
    /// caller disposes the file.
    /// </summary>
    public (SafeFileHandle File, RootfsRecord Record)? TryLease(RootfsEntry entry)
    {
        if (FileLock.TryShare(PathOf(entry)) is not { } file)
            return null;
        if (Read(file) is { } record)
        {
            NoteUse(file);
            return (file, record);
        }

        file.Dispose();
        return null;
    }

    /// <summary>The record, unlocked; null when there is none.</summary>
    public RootfsRecord? Find(RootfsEntry entry)
    {
        using var file = FileLock.TryOpen(PathOf(entry));
        return file is null ? null : Read(file);
    }

    /// <summary>Notes that the rootfs was in use until now.</summary>
    public void NoteUse(SafeFileHandle file) => File.SetLastWriteTimeUtc(file, _clock.GetUtcNow().UtcDateTime);

    /// <summary>Writes a record, durable, in place of another. The caller holds the image's lock and has leased the layers.</summary>
    public void Publish(RootfsRecord record, RootfsEntry entry) =>
        DurableFile.Replace(PathOf(entry), JsonSerializer.SerializeToUtf8Bytes(record, RootfsJson.Default.RootfsRecord));

    /// <summary>All entries, in no order. Files that are no record are passed over.</summary>
    public IEnumerable<RootfsEntry> List() =>
        Directory.EnumerateFiles(_root).Select(file => RootfsEntry.TryParse(Path.GetFileName(file))).OfType<RootfsEntry>();

    /// <summary>When a rootfs was last leased or released; null when there is no such.</summary>
    public DateTimeOffset? LastUseOf(RootfsEntry entry) => new FileInfo(PathOf(entry)) is { Exists: true } file ? file.LastWriteTimeUtc : null;

    /// <summary>Removes what killed writers left.</summary>
    public void Tidy() => DurableFile.RemoveTemporary(_root);

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

    private static RootfsRecord? Read(SafeFileHandle file) => JsonFile.TryRead(file, MaxRecordBytes, RootfsJson.Default.RootfsRecord);
}
