using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Files;

/// <summary>Opens files for the runtime's file layer as <see cref="FileDescriptor"/> opens them for ours. File.OpenHandle also locks (flock(2)).</summary>
internal static class OpenedFile
{
    /// <summary>Opens a path, close-on-exec; null and the errno when that fails. The caller disposes.</summary>
    public static SafeFileHandle? TryOpen(string path, OpenFlags flags, int mode, out int errno)
    {
        var number = SystemCall.ErrnoOr(DescriptorCalls.Open(path, flags | OpenFlags.CloseOnExec, mode));
        errno = Math.Max(0, -number);
        return number < 0 ? null : new SafeFileHandle(number, ownsHandle: true);
    }

    /// <summary>Opens an existing path, close-on-exec. The caller disposes.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public static SafeFileHandle Open(string path, OpenFlags flags) =>
        TryOpen(path, flags, 0, out var errno) ?? throw new LinuxException("open", errno, path);
}
