using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Files;

/// <summary>
/// A file without a name (open(2), O_TMPFILE): the kernel frees it with its last descriptor, however its owner dies, so nothing half
/// written is ever left behind. It may be given a name once it is whole.
/// </summary>
public static partial class UnnamedFile
{
    private const int CurrentDirectory = -100;
    private const int FollowSymbolicLink = 0x400;
    private const int OwnerReadWrite = 0x180;
    private const int OwnerRead = 0x100;

    // O_TMPFILE contains O_DIRECTORY, whose bit is another one on arm64.
    private static readonly OpenFlags Unnamed = (OpenFlags)(0x400000 | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000));

    /// <summary>Creates an empty file, readable and writable, on the file system of <paramref name="directory"/>. The caller disposes it.</summary>
    /// <exception cref="LinuxException">The directory is missing or not writable.</exception>
    public static SafeFileHandle Create(string directory)
    {
        if (OpenedFile.TryOpen(directory, Unnamed | OpenFlags.ReadWrite, OwnerReadWrite, out var errno) is { } file)
            return file;
        return errno is Errno.NotSupported or Errno.IsDirectory ? CreateAndForget(directory) : throw new LinuxException("open O_TMPFILE", errno, directory);
    }

    /// <summary>The same with a content; nothing is left of it where <paramref name="fill"/> fails.</summary>
    /// <exception cref="LinuxException">The directory is missing or not writable.</exception>
    public static SafeFileHandle Create(string directory, Action<SafeFileHandle> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var file = Create(directory);
        try
        {
            fill(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gives the file a name and makes it read-only, for what has a name is whole; false when <paramref name="path"/> exists, which is never
    /// replaced. Sync the file before and the directory after, or a power cut may leave the name without the content.
    /// </summary>
    /// <exception cref="LinuxException">The name cannot be made, for example on another file system.</exception>
    public static bool TryPublish(SafeFileHandle file, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        SystemCall.Check(DescriptorCalls.ChangeMode(file, OwnerRead), "fchmod", path);
        var held = false;
        try
        {
            file.DangerousAddRef(ref held);
            var descriptor = file.DangerousGetHandle().ToString(CultureInfo.InvariantCulture);
            if (LinkAt(CurrentDirectory, "/proc/self/fd/" + descriptor, CurrentDirectory, path, FollowSymbolicLink) == 0)
                return true;
        }
        finally
        {
            if (held)
                file.DangerousRelease();
        }

        var errno = Marshal.GetLastPInvokeError();
        var hint = errno == Errno.NoEntry ? " (the file system of its directory must have unnamed files; ext4, XFS, btrfs and tmpfs do)" : "";
        return errno == Errno.Exists ? false : throw new LinuxException("linkat", errno, path + hint);
    }

    /// <summary>NFS and some overlays have no O_TMPFILE: there the name lives for a moment, and the file can never be published.</summary>
    private static SafeFileHandle CreateAndForget(string directory)
    {
        var path = Path.Combine(directory, DurableFile.TemporaryPrefix + Guid.NewGuid().ToString("N"));
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        File.Delete(path);
        return file;
    }

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkAt(int oldDirectory, string oldPath, int newDirectory, string newPath, int flags);
}
