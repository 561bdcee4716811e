using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Files;

/// <summary>Files without a name (open(2), O_TMPFILE): the kernel frees them when the last descriptor is closed, however that happens.</summary>
public static partial class UnnamedFile
{
    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;
    private const int OwnerOnly = 0x180;

    // O_TMPFILE contains O_DIRECTORY, whose bit differs between architectures (asm-generic and arch/arm64 fcntl.h).
    private static readonly int s_temporary = 0x400000 | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000);

    /// <summary>Makes an empty file, readable and writable, on the file system of a directory. Disposed by the caller.</summary>
    /// <exception cref="LinuxException">The directory is missing, or its file system has no unnamed files.</exception>
    public static SafeFileHandle Create(string directory)
    {
        var descriptor = Open(directory, s_temporary | ReadWrite | CloseOnExec, OwnerOnly);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new LinuxException("open", Marshal.GetLastPInvokeError(), $"an unnamed file in {directory}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);
}
