namespace Slipway.Linux.Files;

/// <summary>Small files that must be either old or new after a power cut, never half: written beside, synced, renamed, the directory synced.</summary>
public static class DurableFile
{
    /// <summary>How the name of a file begins that is not yet renamed; a killed writer leaves one behind.</summary>
    public const string TemporaryPrefix = ".tmp-";

    private const UnixFileMode Ordinary = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Removes what killed writers left in a directory; nobody else writes to it.</summary>
    public static void RemoveTemporary(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory, TemporaryPrefix + "*"))
            File.Delete(file);
    }

    /// <summary>Creates or replaces a file.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is untouched.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content) => Replace(path, content, Ordinary);

    /// <summary>Creates or replaces a file that has never, not even half written, another mode than this one less the umask.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is untouched.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        var directory = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(directory, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
            {
                RandomAccess.Write(file.SafeFileHandle, content, 0);
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        DirectorySync.Sync(directory);
    }
}
