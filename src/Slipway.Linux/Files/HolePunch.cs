using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Files;

/// <summary>Gives ranges of a file back to its filesystem, after which they read as zeros: fallocate(2) with FALLOC_FL_PUNCH_HOLE.</summary>
public static partial class HolePunch
{
    private const int KeepSize = 0x01;
    private const int PunchHole = 0x02;

    /// <summary>True when the filesystem of the file knows holes. Asks it by punching the byte behind the end, which changes nothing.</summary>
    /// <exception cref="LinuxException">The file cannot be written.</exception>
    public static bool IsSupported(SafeFileHandle file)
    {
        int errno = Call(file, RandomAccess.GetLength(file), 1);
        return errno is 0 or Errno.NotSupported ? errno == 0 : throw new LinuxException("fallocate", errno);
    }

    /// <summary>Makes a range read as zeros; the file keeps its length.</summary>
    /// <exception cref="LinuxException">The file is not writable, or its filesystem has no holes.</exception>
    public static void Punch(SafeFileHandle file, long offset, long length)
    {
        if (Call(file, offset, length) is not 0 and int errno)
            throw new LinuxException("fallocate", errno, $"hole of {length} bytes at {offset}");
    }

    /// <summary>Reserves room from the start of a file on; 0 or the errno.</summary>
    internal static int Allocate(SafeFileHandle file, long length) => Call(file, 0, length, 0);

    private static int Call(SafeFileHandle file, long offset, long length, int mode = PunchHole | KeepSize)
    {
        while (Fallocate(file, mode, offset, length) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted)
                return errno;
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Fallocate(SafeFileHandle file, int mode, long offset, long length);
}
