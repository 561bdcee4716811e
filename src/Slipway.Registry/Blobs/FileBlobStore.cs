using System.Runtime.CompilerServices;
using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Registry.Blobs;

/// <summary>
/// Blobs as files: <c>ROOT/blobs/sha256/ab/abcd…</c>. A file appears whole, by a hard link from the staged file once that is synced, and never changes
/// again; a power cut leaves it there with its content or not at all. Staged files must be on the same file system.
/// </summary>
public sealed class FileBlobStore : IBlobStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _root;

    private readonly TimeProvider _clock;
    private readonly DiskThreads _threads = new();

    private FileBlobStore(string root, TimeProvider clock)
    {
        _root = root;
        _clock = clock;
    }

    /// <summary>Opens the store in a directory, which is made if it is missing. The caller disposes it.</summary>
    public static FileBlobStore Open(string directory, TimeProvider clock)
    {
        var store = new FileBlobStore(Path.Combine(Path.GetFullPath(directory), "blobs"), clock);
        MakeDirectory(store._root);
        return store;
    }

    public Task PublishAsync(Digest digest, string stagedPath, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _threads.RunAsync(() => Publish(digest, stagedPath));
    }

    public ValueTask<IBlobContent?> OpenAsync(Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult<IBlobContent?>(new FileBlobContent(RegularFile.OpenRead(PathOf(digest))));
        }
        catch (LinuxException e) when (e.Errno == Errno.NoEntry)
        {
            return ValueTask.FromResult<IBlobContent?>(null);
        }
    }

    public Task<bool> DeleteAsync(Digest digest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _threads.RunAsync(() => Delete(PathOf(digest)));
    }

    public async IAsyncEnumerable<StoredBlob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var algorithm in new[] { Digest.Sha256, Digest.Sha512 })
        {
            var directory = new DirectoryInfo(Path.Combine(_root, algorithm));
            if (!directory.Exists)
                continue;
            foreach (var file in directory.EnumerateFiles("*", SearchOption.AllDirectories))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Digest.TryParse($"{algorithm}:{file.Name}", out var digest) && file.Exists)
                    yield return new StoredBlob(digest, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));
            }
        }
    }

    /// <summary>Finishes what is being published.</summary>
    public ValueTask DisposeAsync() => _threads.DisposeAsync();

    private string PathOf(Digest digest) => Path.Combine(_root, digest.Algorithm, digest.Hex[..2], digest.Hex);

    private static bool Delete(string path)
    {
        var existed = File.Exists(path);
        if (existed)
            File.Delete(path);
        return existed;
    }

    /// <summary>True when the blob was not there before.</summary>
    private bool Publish(Digest digest, string stagedPath)
    {
        var path = PathOf(digest);
        var directory = Path.GetDirectoryName(path)!;
        MakeDirectory(directory);
        bool isNew;
        using (var staged = File.OpenHandle(stagedPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            File.SetLastWriteTimeUtc(staged, _clock.GetUtcNow().UtcDateTime);

            // Synced even where the blob is there already: how long a push takes must not tell one tenant what another one has.
            RandomAccess.FlushToDisk(staged);
            isNew = UnnamedFile.TryPublish(staged, path);
        }

        // Also for a file that was there: whoever linked it may have been killed before this.
        DirectorySync.Sync(directory);
        File.Delete(stagedPath);
        return isNew;
    }

    /// <summary>Makes a directory and its parents down from an existing one, each durable in its parent.</summary>
    private static void MakeDirectory(string directory)
    {
        if (Directory.Exists(directory))
            return;
        var parent = Path.GetDirectoryName(directory)!;
        MakeDirectory(parent);
        Directory.CreateDirectory(directory, OwnerOnly);
        DirectorySync.Sync(parent);
    }
}
