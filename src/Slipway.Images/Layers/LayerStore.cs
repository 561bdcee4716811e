using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Slipway.Images.Content;
using Slipway.Images.Conversion;
using Slipway.Linux.Files;

namespace Slipway.Images.Layers;

/// <summary>
/// Converted layers, each for all images, organizations and machines that have it. A filesystem that has a name is whole and never changes. Whoever runs from
/// one holds a shared lock on it, the lease; removing takes an exclusive one. The facts are written first: a filesystem without is none.
/// <code>
/// layers/&lt;key&gt;.ext4    see <see cref="LayerKey"/>; missing where the facts say that there is nothing to show
/// layers/&lt;key&gt;.json    the facts
/// </code>
/// </summary>
internal sealed class LayerStore
{
    private const string TreeExtension = ".ext4";
    private const string FactsExtension = ".json";

    /// <summary>Twice what the paths that <see cref="LayerWriter"/> notes make at most.</summary>
    private const int MaxFactsBytes = 4 << 20;

    private readonly string _root;

    public LayerStore(string dataDirectory)
    {
        _root = Path.Combine(dataDirectory, "layers");
        Directory.CreateDirectory(_root);
    }

    public string PathOf(LayerKey key) => TreePathOf(key.FileName);

    /// <summary>What is known of a converted layer; null when it has to be converted.</summary>
    public LayerFacts? FactsOf(LayerKey key) => JsonFile.TryRead(FactsPathOf(key.FileName), MaxFactsBytes, LayerJson.Default.LayerFacts) is { } facts && (!facts.HasTree || HasTree(key)) ? facts : null;

    /// <summary>
    /// Opens a filesystem under a shared lock; null when there is none, when it is just being removed, or when the file is not the filesystem of its key. The
    /// caller disposes the handle.
    /// </summary>
    public SafeFileHandle? TryLease(LayerKey key)
    {
        var file = FileLock.TryShare(PathOf(key));
        if (file is null || FilesystemIdentity.Matches(file, key.Identity))
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>Bytes that a converted layer takes of the disk, its facts included; 0 when there is none.</summary>
    public long SizeOf(string fileName) => AllocatedSize.Of(TreePathOf(fileName)) + AllocatedSize.Of(FactsPathOf(fileName));

    /// <summary>Opens a filesystem, whoever's key it is, under a shared lock; null when there is none. The caller disposes the handle.</summary>
    public SafeFileHandle? TryLease(string fileName) => FileLock.TryShare(TreePathOf(fileName));

    /// <summary>An unnamed file on the file system of the layers, to be written to.</summary>
    public SafeFileHandle CreateUnnamed() => UnnamedFile.Create(_root);

    /// <summary>Makes a converted layer durable and gives it its name, in place of a damaged one. The caller holds the layer's lock.</summary>
    public void Publish(SafeFileHandle file, LayerKey key, LayerFacts facts)
    {
        DurableFile.Replace(FactsPathOf(key.FileName), JsonSerializer.SerializeToUtf8Bytes(facts, LayerJson.Default.LayerFacts));
        if (!facts.HasTree)
            return;
        var path = PathOf(key);
        RandomAccess.FlushToDisk(file);
        while (!UnnamedFile.TryPublish(file, path))
            File.Delete(path);
        DirectorySync.Sync(_root);
    }

    /// <summary>The file names of all keys, in no order.</summary>
    public IEnumerable<string> List() =>
        Directory.EnumerateFiles(_root).Select(file => Path.GetFileName(file)).Where(name => !name.StartsWith('.'))
            .Select(name => Path.ChangeExtension(name, null)).Distinct();

    /// <summary>Removes what killed writers left.</summary>
    public void Tidy() => DurableFile.RemoveTemporary(_root);

    /// <summary>Removes a layer that nobody runs from and nobody keeps; returns the bytes that were freed, 0 when it stays.</summary>
    public long TryRemove(string fileName)
    {
        var path = TreePathOf(fileName);
        using var file = FileLock.TryOpen(path);
        if (file is not null && !FileLock.TryTake(file, LockMode.Exclusive))
            return 0;
        var size = SizeOf(fileName);
        File.Delete(path);
        File.Delete(FactsPathOf(fileName));
        return size;
    }

    private bool HasTree(LayerKey key)
    {
        using var file = FileLock.TryOpen(PathOf(key));
        return file is not null && FilesystemIdentity.Matches(file, key.Identity);
    }

    private string TreePathOf(string fileName) => Path.Combine(_root, fileName + TreeExtension);

    private string FactsPathOf(string fileName) => Path.Combine(_root, fileName + FactsExtension);
}
