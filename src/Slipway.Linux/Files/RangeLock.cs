using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Files;

/// <summary>
/// A lock on one byte position of a file, which need not have that many bytes, between processes and between threads (fcntl(2), "open file
/// description locks"). One empty file thus carries a lock for every object that can be numbered, and no lock file is ever left over or
/// removed under a waiter. The kernel frees the lock when the holder dies, however that happens. Disposing frees it at once.
/// </summary>
public sealed unsafe class RangeLock : IDisposable
{
    private const int SetLock = 37;
    private const int SetLockWait = 38;
    private const int WaiterStackBytes = 256 * 1024;
    private const int OwnerOnly = 0x180;

    private const short Read = 0;
    private const short Write = 1;
    private const short Unlock = 2;

    private readonly FileDescriptor _file;
    private readonly long _position;

    private RangeLock(FileDescriptor file, long position)
    {
        _file = file;
        _position = position;
    }

    /// <summary>Takes the lock if nobody stands in the way; null otherwise. Creates the file where it is missing.</summary>
    /// <exception cref="LinuxException">The file cannot be opened or locked.</exception>
    public static RangeLock? TryAcquire(string file, long position, LockMode mode)
    {
        var descriptor = Open(file);
        if (TryLock(descriptor, SetLock, position, mode, file))
            return new RangeLock(descriptor, position);
        descriptor.Dispose();
        return null;
    }

    /// <summary>
    /// Waits for the lock on a thread of its own, since the kernel has no other way to wait. A cancelled wait ends at once for the caller;
    /// its thread ends, and gives the lock back, when the lock would have been granted.
    /// </summary>
    /// <exception cref="LinuxException">The file cannot be opened or locked.</exception>
    public static Task<RangeLock> AcquireAsync(string file, long position, LockMode mode, CancellationToken cancellationToken)
    {
        if (TryAcquire(file, position, mode) is { } free)
            return Task.FromResult(free);
        var granted = new TaskCompletionSource<RangeLock>(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancellation = cancellationToken.Register(() => granted.TrySetCanceled(cancellationToken));
        var waiter = new Thread(() => Wait(file, position, mode, granted, cancellation), WaiterStackBytes)
        {
            Name = "slipway lock wait",
            IsBackground = true,
        };
        waiter.Start();
        return granted.Task;
    }

    public void Dispose()
    {
        if (_file.IsClosed)
            return;
        // Closing alone would leave the lock to a child that another thread is just forking, until that child executes its program.
        var request = new LockRequest { Type = Unlock, Start = _position, Length = 1 };
        _ = DescriptorCalls.Control(_file, SetLock, (nint)(&request));
        _file.Dispose();
    }

    private static void Wait(
        string file, long position, LockMode mode, TaskCompletionSource<RangeLock> granted, CancellationTokenRegistration cancellation)
    {
        using var registration = cancellation;
        try
        {
            var descriptor = Open(file);
            while (!TryLock(descriptor, SetLockWait, position, mode, file))
            {
                // Interrupted by a signal: wait on.
            }

            if (!granted.TrySetResult(new RangeLock(descriptor, position)))
                descriptor.Dispose();
        }
        catch (LinuxException e)
        {
            granted.TrySetException(e);
        }
    }

    private static FileDescriptor Open(string path) => FileDescriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.Create, OwnerOnly);

    /// <summary>False when another holds it, or a signal came while waiting. Disposes the file when it throws.</summary>
    private static bool TryLock(FileDescriptor file, int command, long position, LockMode mode, string path)
    {
        var request = new LockRequest { Type = mode == LockMode.Exclusive ? Write : Read, Start = position, Length = 1 };
        if (DescriptorCalls.Control(file, command, (nint)(&request)) == 0)
            return true;
        var errno = Marshal.GetLastPInvokeError();
        if (errno is Errno.Again or Errno.Access or Errno.Interrupted)
            return false;
        file.Dispose();
        throw new LinuxException("fcntl F_OFD_SETLK", errno, path);
    }

    /// <summary>struct flock of 64-bit Linux: type, whence (0, from the start), two shorts of padding, start, length, and a pid that must be 0.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LockRequest
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Pid;
    }
}
