using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Files;

/// <summary>A file without a name (O_TMPFILE, open(2)): the kernel frees it when its last handle is closed, however the process ends.</summary>
public static partial class UnnamedFile
{
    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;
    private const int OwnerReadWrite = 0x180; // 0600
    private const int IsADirectory = 21; // what kernels without O_TMPFILE answer
    private const int NotSupported = 95;

    // fcntl.h: O_TMPFILE includes O_DIRECTORY, whose value depends on the architecture.
    private static readonly int s_temporary = 0x400000 | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000);

    /// <summary>Makes an empty file on the file system of <paramref name="directory"/>, for reading and writing. The caller disposes.</summary>
    /// <exception cref="LinuxException">The directory does not exist or cannot be written.</exception>
    public static SafeFileHandle Create(string directory)
    {
        var file = Open(directory, ReadWrite | CloseOnExec | s_temporary, OwnerReadWrite);
        if (!file.IsInvalid)
            return file;

        var errno = Marshal.GetLastPInvokeError();
        file.Dispose();
        return errno is IsADirectory or NotSupported ? CreateAndForget(directory) : throw new LinuxException("open", errno, directory);
    }

    /// <summary>NFS and some overlays have no O_TMPFILE: there the name lives for a moment.</summary>
    private static SafeFileHandle CreateAndForget(string directory)
    {
        var path = Path.Combine(directory, $".slipway-{Guid.NewGuid():N}");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        File.Delete(path);
        return file;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);
}
