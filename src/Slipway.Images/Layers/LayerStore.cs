using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Slipway.Filesystems;
using Slipway.Images.Content;
using Slipway.Images.Conversion;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Images.Layers;

/// <summary>
/// Converted layers, each for all images, organizations and machines that have it. A filesystem that has a name is whole and never changes. Whoever runs from
/// one holds a shared lock on it, the lease; removing takes an exclusive one. The record is written first: a filesystem without is none.
/// <code>
/// layers/&lt;key&gt;.ext4, .erofs    see <see cref="LayerKey"/>; missing where the facts say that there is nothing to show
/// layers/&lt;key&gt;.json            the record
/// </code>
/// A layer may be used as soon as it has its name, for what is in memory is what was written. It is on the disk only after <see cref="Sync"/>: until then its
/// record names the boot it was made in, and after any other, before which the power may have failed, it is taken for absent. Nothing but a record that says
/// so itself, and was written after the layer was synced, counts as proof.
/// </summary>
internal sealed class LayerStore
{
    private const string RecordExtension = ".json";

    /// <summary>Twice what the paths that <see cref="LayerWriter"/> notes make at most.</summary>
    private const int MaxRecordBytes = 4 << 20;

    /// <summary>Blobs that are remembered for a layer: a few kinds of compression.</summary>
    private const int MaxPacked = 16;

    private readonly string _root;
    private readonly string _boot;

    /// <param name="boot">The host's present boot.</param>
    public LayerStore(string dataDirectory, string boot)
    {
        _root = Path.Combine(dataDirectory, "layers");
        _boot = boot;
        Directory.CreateDirectory(_root);
    }

    public string PathOf(LayerKey key) => TreePathOf(key.FileName);

    /// <summary>What is known of a converted layer; null when it has to be converted, also to see that it is what a blob unpacks to.</summary>
    /// <param name="packed">The blob's digest; of merged layers the chain id of their blobs.</param>
    public LayerFacts? FactsOf(LayerKey key, Digest packed) => Find(key) is { } record && record.Packed.Contains(packed.ToString()) ? record.Facts : null;

    /// <summary>A layer is converted.</summary>
    public bool Has(LayerKey key) => Find(key) is not null;

    /// <summary>What a blob unpacks to is converted to a format. Reads the records of all layers in it.</summary>
    public bool HasPacked(Digest blob, WriterVersion version) => List().Any(name => name.EndsWith($".{version}", StringComparison.Ordinal) && Read(name) is { } record && record.Packed.Contains(blob.ToString()));

    /// <summary>
    /// Opens a filesystem under a shared lock; null when there is none, when it is just being removed, or when the file is not the filesystem of its key. The
    /// caller disposes the handle.
    /// </summary>
    public SafeFileHandle? TryLease(LayerKey key)
    {
        var file = Read(key.FileName) is null ? null : FileLock.TryShare(PathOf(key));
        if (file is null || FilesystemIdentity.Matches(file, key.Identity))
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>Bytes that a converted layer takes of the disk, its facts included; 0 when there is none.</summary>
    public long SizeOf(string fileName) => AllocatedSize.Of(TreePathOf(fileName)) + AllocatedSize.Of(RecordPathOf(fileName));

    /// <summary>Opens a filesystem, whoever's key it is, under a shared lock; null when there is none. The caller disposes the handle.</summary>
    public SafeFileHandle? TryLease(string fileName) => FileLock.TryShare(TreePathOf(fileName));

    /// <summary>An unnamed file on the file system of the layers, to be written to.</summary>
    public SafeFileHandle CreateUnnamed() => UnnamedFile.Create(_root);

    /// <summary>
    /// Gives a converted layer its name, in place of a damaged one, without waiting for the disk. One that is here stays, and is known to come of one more blob. The
    /// caller holds the layer's lock.
    /// </summary>
    /// <param name="packed">What it was made of, see <see cref="FactsOf"/>.</param>
    /// <param name="awaitedUntil">See <see cref="LayerRecord.AwaitedUntil"/>.</param>
    /// <exception cref="ImageException">Somebody who does not hold the lock was faster.</exception>
    public void Publish(SafeFileHandle file, LayerKey key, Digest packed, LayerFacts facts, DateTimeOffset? awaitedUntil)
    {
        if (Find(key) is { } known)
        {
            WriteRecord(key.FileName, known with { Packed = [packed.ToString(), .. known.Packed.Take(MaxPacked - 1)], AwaitedUntil = awaitedUntil });
            return;
        }

        var path = PathOf(key);
        // Damaged, or left by another boot: nobody may take it for the filesystem that the record is about to speak of.
        File.Delete(path);
        WriteRecord(key.FileName, new LayerRecord { Facts = facts, Boot = _boot, Packed = [packed.ToString()], AwaitedUntil = awaitedUntil });
        if (facts.HasTree && !UnnamedFile.TryPublish(file, path))
            throw new ImageException(ImageErrorCode.Damaged, $"{path} appeared while it was being made; something else writes to Slipway's data directory.");
    }

    /// <summary>The layers of this boot that are not on the disk yet, by their file names.</summary>
    public IEnumerable<string> Unsynced() => List().Where(name => Read(name)?.Boot is not null);

    /// <summary>Blocks until a layer survives a power cut. Nothing happens where it does, or is gone. The caller holds the layer's lock.</summary>
    /// <exception cref="ImageException">The disk failed, after which memory is not to be believed either: the layer is removed.</exception>
    public void Sync(string fileName, CancellationToken cancellationToken)
    {
        if (Read(fileName) is not { Boot: not null } record)
            return;
        if (record.Facts.HasTree)
        {
            using var file = FileLock.TryOpen(TreePathOf(fileName));
            if (file is null)
                return;
            SyncTree(file, fileName, cancellationToken);
        }

        DurableFile.Replace(RecordPathOf(fileName), Serialize(record with { Boot = null }));
        // One that was removed meanwhile, the filesystem first, has no record.
        if (record.Facts.HasTree && !File.Exists(TreePathOf(fileName)))
            File.Delete(RecordPathOf(fileName));
    }

    /// <summary>The file names of all keys, in no order.</summary>
    public IEnumerable<string> List() =>
        Directory.EnumerateFiles(_root).Select(file => Path.GetFileName(file)).Where(name => !name.StartsWith('.'))
            .Select(name => Path.ChangeExtension(name, null)).Distinct();

    /// <summary>Removes what killed writers left.</summary>
    public void Tidy() => DurableFile.RemoveTemporary(_root);

    /// <summary>A layer that another boot left in memory, or of which there is no record: it is never leased.</summary>
    public bool IsLost(string fileName) => Read(fileName) is null;

    /// <summary>A layer that was made for an image which is still to come.</summary>
    public bool IsAwaited(string fileName, DateTimeOffset now) => Read(fileName)?.AwaitedUntil > now;

    /// <summary>Removes a layer that nobody runs from and nobody keeps; returns the bytes that were freed, 0 when it stays.</summary>
    public long TryRemove(string fileName)
    {
        using var file = FileLock.TryOpen(TreePathOf(fileName));
        if (file is not null && !FileLock.TryTake(file, LockMode.Exclusive))
            return 0;
        var size = SizeOf(fileName);
        Discard(fileName);
        return size;
    }

    /// <summary>Removes a layer that is damaged, so that it is made anew, and says so. A machine that runs from it keeps what it has open.</summary>
    public ImageException Discard(LayerKey key, FilesystemException damage)
    {
        Discard(key.FileName);
        return new ImageException(
            ImageErrorCode.Damaged, $"the converted layer {PathOf(key)} is damaged ({damage.Message}); it is removed, and made anew when its image is next pulled. Check the disk.", damage);
    }

    private void Discard(string fileName)
    {
        File.Delete(TreePathOf(fileName));
        File.Delete(RecordPathOf(fileName));
    }

    private void SyncTree(SafeFileHandle file, string fileName, CancellationToken cancellationToken)
    {
        try
        {
            FileSync.Sync(file, cancellationToken);
        }
        catch (IOException e)
        {
            Discard(fileName);
            throw new ImageException(
                ImageErrorCode.Damaged, $"{TreePathOf(fileName)} could not be written to its disk ({e.Message}); it is removed, and made anew when its image is next pulled. Check the disk.", e);
        }
    }

    /// <summary>
    /// The record of a layer of this boot, or of one on the disk; null for others. A power cut leaves a record that was not synced old, new, empty or none, and
    /// none of those is taken for one of this boot.
    /// </summary>
    private LayerRecord? Read(string fileName) =>
        JsonFile.TryRead(RecordPathOf(fileName), MaxRecordBytes, LayerJson.Default.LayerRecord) is { } record && (record.Boot is null || record.Boot == _boot) ? record : null;

    /// <summary>Only in place of another is it synced: that one might say of the filesystem which comes next that it is on the disk.</summary>
    private void WriteRecord(string fileName, LayerRecord record)
    {
        var path = RecordPathOf(fileName);
        if (File.Exists(path))
            DurableFile.Replace(path, Serialize(record));
        else
            DurableFile.ReplaceUnsynced(path, Serialize(record));
    }

    private LayerRecord? Find(LayerKey key) => Read(key.FileName) is { } record && (!record.Facts.HasTree || HasTree(key)) ? record : null;

    private bool HasTree(LayerKey key)
    {
        using var file = FileLock.TryOpen(PathOf(key));
        return file is not null && FilesystemIdentity.Matches(file, key.Identity);
    }

    private static byte[] Serialize(LayerRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, LayerJson.Default.LayerRecord);

    private string TreePathOf(string fileName) => Path.Combine(_root, fileName + WriterVersion.ExtensionOf(fileName));

    private string RecordPathOf(string fileName) => Path.Combine(_root, fileName + RecordExtension);
}
