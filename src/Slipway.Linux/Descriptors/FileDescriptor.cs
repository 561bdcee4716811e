using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Descriptors;

/// <summary>
/// Owns one file descriptor of any kind; the holder disposes. Made for event loops: reads and writes are single system calls on what the
/// descriptor is, and an ordinary failure is a negative errno, not an exception. Every descriptor made here closes on exec.
/// </summary>
public sealed partial class FileDescriptor : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int SetStatusFlags = 4; // F_SETFL
    private const int GetStatusFlags = 3; // F_GETFL

    /// <summary>Takes over an open descriptor.</summary>
    public FileDescriptor(int number)
        : base(ownsHandle: true) => SetHandle(number);

    /// <summary>Its number, valid while this is not disposed.</summary>
    public int Number => (int)handle;

    /// <summary>Opens a path (open(2)).</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public static FileDescriptor Open(string path, OpenFlags flags, int mode = 0)
    {
        var number = DescriptorCalls.Open(path, flags | OpenFlags.CloseOnExec, mode);
        return new FileDescriptor(SystemCall.Check(number, "open", path));
    }

    /// <summary>Opens a path; null and the errno when that fails.</summary>
    public static FileDescriptor? TryOpen(string path, OpenFlags flags, out int errno)
    {
        var number = SystemCall.ErrnoOr(DescriptorCalls.Open(path, flags | OpenFlags.CloseOnExec, 0));
        errno = Math.Max(0, -number);
        return number < 0 ? null : new FileDescriptor(number);
    }

    /// <summary>Makes a pipe (pipe2(2)): the first end is read, the second written. Both are blocking.</summary>
    public static (FileDescriptor Reader, FileDescriptor Writer) Pipe()
    {
        Span<int> ends = stackalloc int[2];
        SystemCall.Check(MakePipe(ends, OpenFlags.CloseOnExec), "pipe2");
        return (new FileDescriptor(ends[0]), new FileDescriptor(ends[1]));
    }

    /// <summary>A second descriptor of the same open file; the caller disposes both.</summary>
    public FileDescriptor Duplicate() =>
        new(SystemCall.Check(DescriptorCalls.Control(this, DescriptorCalls.DuplicateCloseOnExec, 3), "fcntl F_DUPFD_CLOEXEC"));

    /// <summary>Reads and writes return <see cref="Errno.Again"/> from now on where they would have waited.</summary>
    public void SetNonBlocking()
    {
        var flags = SystemCall.Check(DescriptorCalls.Control(this, GetStatusFlags, 0), "fcntl F_GETFL");
        SystemCall.Check(DescriptorCalls.Control(this, SetStatusFlags, flags | (int)OpenFlags.NonBlocking), "fcntl F_SETFL");
    }

    /// <summary>Reads once: bytes read, 0 at the end, or a negative errno.</summary>
    public int Read(Span<byte> buffer)
    {
        int result;
        do
            result = SystemCall.ErrnoOr(DescriptorCalls.Read(this, buffer, (nuint)buffer.Length));
        while (result == -Errno.Interrupted);
        return result;
    }

    /// <summary>Writes once: bytes written, or a negative errno.</summary>
    public int Write(ReadOnlySpan<byte> buffer)
    {
        int result;
        do
            result = SystemCall.ErrnoOr(DescriptorCalls.Write(this, buffer, (nuint)buffer.Length));
        while (result == -Errno.Interrupted);
        return result;
    }

    /// <summary>Writes everything, on a blocking descriptor.</summary>
    /// <exception cref="LinuxException">A write failed; some bytes may be written.</exception>
    public void WriteAll(ReadOnlySpan<byte> buffer, string subject)
    {
        while (buffer.Length > 0)
        {
            var written = Write(buffer);
            if (written < 0)
                throw new LinuxException("write", -written, subject);
            buffer = buffer[written..];
        }
    }

    /// <summary>Changes owner and group of what is open (fchown(2)); <see cref="uint.MaxValue"/> leaves one as it is.</summary>
    public void ChangeOwner(uint uid, uint gid, string subject) => SystemCall.Check(ChangeFileOwner(this, uid, gid), "fchown", subject);

    /// <summary>Changes the permission bits of what is open (fchmod(2)).</summary>
    public void ChangeMode(int mode, string subject) => SystemCall.Check(DescriptorCalls.ChangeMode(this, mode), "fchmod", subject);

    /// <summary>Waits until content and length are on the device (fsync(2)).</summary>
    public void Sync(string subject) => SystemCall.Check(SyncFile(this), "fsync", subject);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => CloseFile((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseFile(int descriptor);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int MakePipe(Span<int> ends, OpenFlags flags);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeFileOwner(FileDescriptor descriptor, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncFile(FileDescriptor descriptor);
}
