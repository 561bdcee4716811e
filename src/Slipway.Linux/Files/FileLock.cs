using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Files;

/// <summary>
/// A lock on a whole file by flock(2). It belongs to the open file, not to the process: a child that inherits the descriptor keeps the
/// lock when its parent dies, and the kernel drops it with the last descriptor. It does not meet the byte ranges that
/// <see cref="RangeLock"/> and QEMU lock.
/// </summary>
public static partial class FileLock
{
    private const int Shared = 1;
    private const int Exclusive = 2;
    private const int NonBlocking = 4;
    private const int Unlock = 8;

    /// <summary>
    /// Opens a file to read and lock; null when it does not exist. The runtime's own opening takes flocks to stand for FileShare and drops
    /// them on disposal, also under an inherited descriptor; this one does not. The caller disposes the handle.
    /// </summary>
    /// <exception cref="LinuxException">It exists and cannot be opened.</exception>
    public static SafeFileHandle? TryOpen(string path)
    {
        var file = OpenedFile.TryOpen(path, OpenFlags.ReadOnly, 0, out var errno);
        return errno is 0 or Errno.NoEntry ? file : throw new LinuxException("open", errno, path);
    }

    /// <summary>Takes the lock, or changes the one held, without waiting; false when another open file holds it.</summary>
    /// <exception cref="LinuxException">The file system has no locks.</exception>
    public static bool TryTake(SafeFileHandle file, LockMode mode)
    {
        if (Flock(file, (mode == LockMode.Exclusive ? Exclusive : Shared) | NonBlocking) == 0)
            return true;
        var errno = Marshal.GetLastPInvokeError();
        return errno == Errno.Again ? false : throw new LinuxException("flock", errno);
    }

    /// <summary>
    /// Opens a file under a shared lock, which keeps it from being removed by those who take the exclusive one first; null when there is none, when somebody
    /// holds that, or when it was removed meanwhile. The caller disposes the handle.
    /// </summary>
    /// <exception cref="LinuxException">It cannot be opened, or its file system has no locks.</exception>
    public static SafeFileHandle? TryShare(string path)
    {
        if (TryOpen(path) is not { } file)
            return null;
        // The name is looked at again once the lock is there: a remover may have been faster, and another may have made the next of this name.
        if (TryTake(file, LockMode.Shared) && IsStill(path, file))
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>
    /// Opens and takes a directory that its owner holds for as long as it lives; null when it has an owner, or is gone or another by now. The caller disposes
    /// the handle.
    /// </summary>
    /// <exception cref="LinuxException">It cannot be opened, or its file system has no locks.</exception>
    public static SafeFileHandle? TryHold(string directory)
    {
        if (TryOpen(directory) is not { } file)
            return null;
        try
        {
            if (TryTake(file, LockMode.Exclusive) && IsStill(directory, file))
                return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Gives the lock back, also for every child that inherited the descriptor.</summary>
    public static void Release(SafeFileHandle file) => _ = Flock(file, Unlock);

    // Who holds it last removes it before letting go; somebody may have made the next of this name since it was opened.
    private static bool IsStill(string path, SafeFileHandle file)
    {
        try
        {
            return FileIdentity.Of(path).Inode == FileIdentity.Of($"/proc/self/fd/{file.DangerousGetHandle()}").Inode;
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
