namespace Slipway.Linux.Files;

/// <summary>Small files that must be either old or new after a power cut, never half: written beside, synced, renamed, the directory synced.</summary>
public static class DurableFile
{
    /// <summary>How the name of a file begins that is not yet renamed; a killed writer leaves one behind.</summary>
    public const string TemporaryPrefix = ".tmp-";

    /// <summary>Creates or replaces a file.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is untouched.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var directory = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(directory, TemporaryPrefix + Guid.NewGuid().ToString("N"));
        try
        {
            using (var file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, content, 0);
                RandomAccess.FlushToDisk(file);
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
