namespace Slipway.Linux.Files;

/// <summary>Small files that must be either old or new after a power cut, never half: written beside, synced, renamed, the directory synced.</summary>
public static class DurableFile
{
    /// <summary>How the name of a file begins that is not yet renamed; a killed writer leaves one behind.</summary>
    public const string TemporaryPrefix = ".tmp-";

    private const UnixFileMode Ordinary = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Removes what killed writers left in a directory. Living ones go on: they lock what they write.</summary>
    public static void RemoveTemporary(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, TemporaryPrefix + "*"))
        {
            using var file = FileLock.TryOpen(path);
            if (file is not null && FileLock.TryTake(file, LockMode.Exclusive))
                File.Delete(path);
        }
    }

    /// <summary>Creates or replaces a file.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is untouched.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content) => Replace(path, content, Ordinary);

    /// <summary>Creates or replaces a file that has never, not even half written, another mode than this one less the umask.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is untouched.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        Replace(path, content, mode, isSynced: true);
        DirectorySync.Sync(Path.GetDirectoryName(path)!);
    }

    /// <summary>The same without waiting for the disk: whole for every process, and after a power cut old, new, empty or gone.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is untouched.</exception>
    public static void ReplaceUnsynced(string path, ReadOnlySpan<byte> content) => Replace(path, content, Ordinary, isSynced: false);

    private static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode mode, bool isSynced)
    {
        while (!TryReplace(path, content, mode, isSynced))
        {
            // RemoveTemporary came between its creation and its lock.
        }
    }

    private static bool TryReplace(string path, ReadOnlySpan<byte> content, UnixFileMode mode, bool isSynced)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        // For the runtime, shared means a shared lock (flock(2)); it is held until the file has its name.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, UnixCreateMode = mode };
        var isCreated = false;
        try
        {
            using var file = new FileStream(temporary, options);
            isCreated = true;
            RandomAccess.Write(file.SafeFileHandle, content, 0);
            if (isSynced)
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (FileNotFoundException) when (isCreated)
        {
            return false;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
