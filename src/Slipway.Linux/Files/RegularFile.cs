using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Paths;

namespace Slipway.Linux.Files;

/// <summary>
/// Opens files whose directory is not ours: what stands there may be a fifo, on which an ordinary open never returns, or a device.
/// </summary>
public static class RegularFile
{
    /// <summary>Opens for reading, following symbolic links. The caller disposes.</summary>
    /// <exception cref="LinuxException">It cannot be opened; <see cref="LinuxException.Errno"/> says why (2: there is none).</exception>
    /// <exception cref="InvalidDataException">It is a directory, fifo, socket or device.</exception>
    public static SafeFileHandle OpenRead(string path)
    {
        var file = OpenedFile.Open(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        try
        {
            return PathStatus.Of(file, path).IsRegular ? file : throw new InvalidDataException($"{path} is not a regular file.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
