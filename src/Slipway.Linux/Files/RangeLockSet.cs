using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Files;

/// <summary>
/// Locks on any number of byte positions of one file under one descriptor (fcntl(2), "open file description locks"); <see cref="RangeLock"/> is the case of
/// one position. The kernel frees all of them when the holder dies. Disposing frees them at once. Not for use by several threads at once.
/// </summary>
public sealed unsafe class RangeLockSet : IDisposable
{
    private const int SetLock = 37;
    private const int SetLockWait = 38;
    private const int WaiterStackBytes = 256 * 1024;
    private const int OwnerOnly = 0x180;
    private const long ToTheEnd = 0;

    private const short Read = 0;
    private const short Write = 1;
    private const short Unlock = 2;

    private readonly FileDescriptor _file;
    private readonly string _path;

    private RangeLockSet(FileDescriptor file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>A set without locks. Creates the file where it is missing.</summary>
    /// <exception cref="LinuxException">The file cannot be opened.</exception>
    public static RangeLockSet Open(string file) => new(FileDescriptor.Open(file, OpenFlags.ReadWrite | OpenFlags.Create, OwnerOnly), file);

    /// <summary>Takes a position if nobody else stands in the way; false otherwise. A position that the set has is taken again, in the new mode.</summary>
    /// <exception cref="LinuxException">The file cannot be locked.</exception>
    public bool TryAdd(long position, LockMode mode) => TryLock(SetLock, position, mode);

    /// <summary>
    /// Waits for a position on a thread of its own, since the kernel has no other way to wait. A cancelled wait ends at once for the caller, who disposes the
    /// set then; its thread ends, and the descriptor with it, when the lock would have been granted.
    /// </summary>
    /// <exception cref="LinuxException">The file cannot be locked.</exception>
    public Task AddAsync(long position, LockMode mode, CancellationToken cancellationToken)
    {
        if (TryAdd(position, mode))
            return Task.CompletedTask;
        var granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancellation = cancellationToken.Register(() => granted.TrySetCanceled(cancellationToken));
        var waiter = new Thread(() => Wait(position, mode, granted, cancellation), WaiterStackBytes)
        {
            Name = "slipway lock wait",
            IsBackground = true,
        };
        waiter.Start();
        return granted.Task;
    }

    /// <summary>Gives a position back.</summary>
    public void Remove(long position) => Give(position, length: 1);

    public void Dispose()
    {
        if (_file.IsClosed)
            return;
        // Closing alone would leave the locks to a child that another thread is just forking, until that child executes its program.
        Give(0, ToTheEnd);
        _file.Dispose();
    }

    private void Give(long start, long length)
    {
        var request = new LockRequest { Type = Unlock, Start = start, Length = length };
        _ = DescriptorCalls.Control(_file, SetLock, (nint)(&request));
    }

    private void Wait(long position, LockMode mode, TaskCompletionSource granted, CancellationTokenRegistration cancellation)
    {
        using var registration = cancellation;
        try
        {
            while (!TryLock(SetLockWait, position, mode))
            {
                // Interrupted by a signal: wait on.
            }

            // Where nobody waits any more the set is disposed, and the descriptor closes as the call above returns.
            granted.TrySetResult();
        }
        catch (Exception e) when (e is LinuxException or ObjectDisposedException)
        {
            granted.TrySetException(e);
        }
    }

    /// <summary>False when another holds it, or a signal came while waiting.</summary>
    private bool TryLock(int command, long position, LockMode mode)
    {
        var request = new LockRequest { Type = mode == LockMode.Exclusive ? Write : Read, Start = position, Length = 1 };
        if (DescriptorCalls.Control(_file, command, (nint)(&request)) == 0)
            return true;
        var errno = Marshal.GetLastPInvokeError();
        return errno is Errno.Again or Errno.Access or Errno.Interrupted ? false : throw new LinuxException("fcntl F_OFD_SETLK", errno, _path);
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
