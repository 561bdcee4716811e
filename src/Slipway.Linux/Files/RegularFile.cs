using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Files;

/// <summary>
/// Opens files whose directory is not ours: what stands there may be a fifo, on which an ordinary open never returns, or a device.
/// </summary>
public static partial class RegularFile
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    // statx(2), linux/stat.h: the same layout on every architecture.
    private const int EmptyPath = 0x1000;
    private const uint TypeMask = 1;
    private const int StatxSizeBytes = 256;
    private const int ModeOffset = 28;
    private const int FileTypeBits = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>Opens for reading, following symbolic links. The caller disposes.</summary>
    /// <exception cref="LinuxException">It cannot be opened; <see cref="LinuxException.Errno"/> says why (2: there is none).</exception>
    /// <exception cref="InvalidDataException">It is a directory, fifo, socket or device.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        var file = Open(path, ReadOnly | NonBlocking | CloseOnExec);
        try
        {
            if (file.IsInvalid)
                throw new LinuxException("open", Marshal.GetLastPInvokeError(), path);

            Span<byte> status = stackalloc byte[StatxSizeBytes];
            if (Statx(file, "", EmptyPath, TypeMask, status) < 0)
                throw new LinuxException("statx", Marshal.GetLastPInvokeError(), path);

            if ((BinaryPrimitives.ReadUInt16LittleEndian(status[ModeOffset..]) & FileTypeBits) != RegularType)
                throw new InvalidDataException($"{path} is not a regular file.");

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle directory, string path, int flags, uint mask, Span<byte> status);
}
