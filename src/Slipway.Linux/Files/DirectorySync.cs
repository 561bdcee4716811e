using System.Runtime.InteropServices;

namespace Slipway.Linux.Files;

/// <summary>
/// Makes names durable: a rename or a creation survives a power cut only once the directory that holds the name is synced (fsync(2)).
/// The runtime cannot open a directory as a file, hence the calls.
/// </summary>
public static partial class DirectorySync
{
    private const int OpenReadOnly = 0;
    private const int OpenCloseOnExec = 0x80000;

    /// <summary>Syncs one directory.</summary>
    /// <exception cref="LinuxException">It cannot be opened or written.</exception>
    public static void Sync(string directory)
    {
        var descriptor = Open(directory, OpenReadOnly | OpenCloseOnExec);
        if (descriptor < 0)
            throw new LinuxException("open", Marshal.GetLastPInvokeError(), directory);
        try
        {
            if (Fsync(descriptor) < 0)
                throw new LinuxException("fsync", Marshal.GetLastPInvokeError(), directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
