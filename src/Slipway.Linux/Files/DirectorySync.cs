using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Files;

/// <summary>
/// Makes names durable: a rename or a creation survives a power cut only once the directory that holds the name is synced (fsync(2)).
/// The runtime cannot open a directory as a file, hence the calls.
/// </summary>
public static class DirectorySync
{
    /// <summary>Syncs one directory.</summary>
    /// <exception cref="LinuxException">It cannot be opened or written.</exception>
    public static void Sync(string directory)
    {
        using var descriptor = FileDescriptor.Open(directory, OpenFlags.ReadOnly);
        descriptor.Sync(directory);
    }
}
