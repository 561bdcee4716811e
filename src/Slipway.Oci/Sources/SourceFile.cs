using Microsoft.Win32.SafeHandles;
using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Oci.Sources;

/// <summary>Opens the files that images come in, and says in this library's words why one cannot be.</summary>
internal static class SourceFile
{
    private const int NoSuchFile = 2;
    private const int NotADirectory = 20;

    /// <summary>Opens a regular file; the caller disposes. Errors: <see cref="OciErrorCode.NotFound"/>, <see cref="OciErrorCode.Unsupported"/>, <see cref="OciErrorCode.Forbidden"/>.</summary>
    public static SafeFileHandle Open(string path) =>
        TryOpen(path) ?? throw new OciException(OciErrorCode.NotFound, $"there is no file {path}.");

    /// <summary>As <see cref="Open"/>; null when there is none.</summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return RegularFile.OpenRead(path);
        }
        catch (LinuxException e) when (e.Errno is NoSuchFile or NotADirectory)
        {
            return null;
        }
        catch (LinuxException e)
        {
            throw new OciException(OciErrorCode.Forbidden, $"{path} cannot be opened: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new OciException(OciErrorCode.Unsupported, e.Message, e);
        }
    }
}
