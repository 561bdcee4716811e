using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Files;

/// <summary>Opens the file behind a descriptor again, with another access mode and an offset and locks of its own, name or no name.</summary>
/// <remarks>Not by the runtime's File.OpenHandle, which takes a lock (flock(2)) and so fails where the file's owner holds one.</remarks>
public static class ReopenedFile
{
    /// <summary>Opens an existing file by its name, likewise without locks. Disposed by the caller.</summary>
    /// <exception cref="LinuxException">It is not there, or its permissions do not allow the access.</exception>
    public static SafeFileHandle OpenPath(string path, bool writable) => OpenedFile.Open(path, writable ? OpenFlags.ReadWrite : OpenFlags.ReadOnly);

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
            return OpenedFile.TryOpen(path, writable ? OpenFlags.ReadWrite : OpenFlags.ReadOnly, 0, out var errno)
                ?? throw new LinuxException("open", errno, $"{File.ResolveLinkTarget(path, false)?.Name ?? path} again");
        }
        finally
        {
            if (added)
                file.DangerousRelease();
        }
    }
}
