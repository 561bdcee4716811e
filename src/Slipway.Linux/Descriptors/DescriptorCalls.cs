using System.Runtime.InteropServices;

namespace Slipway.Linux.Descriptors;

/// <summary>The calls on descriptors that several types make, each bound once. They return what the C library returns, and keep errno.</summary>
internal static partial class DescriptorCalls
{
    /// <summary>fcntl: a second descriptor, not below the argument, of the same open file.</summary>
    public const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC, linux/fcntl.h

    /// <summary>open(2). The mode counts only where the flags create a file.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, OpenFlags flags, int mode);

    /// <summary>fcntl(2); the argument is a number or an address, as the command wants it.</summary>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(SafeHandle descriptor, int command, nint argument);

    /// <summary>ioctl(2); the argument is a number or an address, as the request wants it.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int ControlDevice(SafeHandle descriptor, nuint request, nint argument);

    /// <summary>read(2).</summary>
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeHandle descriptor, Span<byte> buffer, nuint count);

    /// <summary>write(2).</summary>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeHandle descriptor, ReadOnlySpan<byte> buffer, nuint count);

    /// <summary>fchmod(2).</summary>
    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(SafeHandle descriptor, int mode);
}
