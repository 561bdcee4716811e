using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Files;

/// <summary>Opens the file behind a descriptor again, with another access mode and an offset and locks of its own, name or no name.</summary>
/// <remarks>Not by the runtime's File.OpenHandle, which takes a lock (flock(2)) and so fails where the file's owner holds one.</remarks>
public static partial class ReopenedFile
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;

    /// <summary>Opens it. Disposed by the caller; <paramref name="file"/> stays as it is.</summary>
    /// <exception cref="LinuxException">The file's permissions do not allow the access.</exception>
    public static SafeFileHandle Open(SafeFileHandle file, bool writable)
    {
        ArgumentNullException.ThrowIfNull(file);
        var added = false;
        try
        {
            file.DangerousAddRef(ref added);
            var path = $"/proc/self/fd/{file.DangerousGetHandle()}";
            var descriptor = Open(path, (writable ? ReadWrite : ReadOnly) | CloseOnExec);
            return descriptor >= 0
                ? new SafeFileHandle(descriptor, ownsHandle: true)
                : throw new LinuxException("open", Marshal.GetLastPInvokeError(), $"{File.ResolveLinkTarget(path, false)?.Name ?? path} again");
        }
        finally
        {
            if (added)
                file.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
