using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Memory;

/// <summary>Files in memory, without a name (memfd_create(2)): gone with their last descriptor.</summary>
public static partial class MemoryFile
{
    private const uint CloseOnExec = 1; // MFD_CLOEXEC
    private const uint AllowSealing = 2; // MFD_ALLOW_SEALING
    private const int AddSeals = 1033; // F_ADD_SEALS
    private const int SealShrink = 2; // F_SEAL_SHRINK
    private const int SealGrow = 4; // F_SEAL_GROW

    /// <summary>
    /// Creates a file of zeros whose length nobody can change: what is written beyond its end is lost, so that another program can be given it to write what it
    /// likes. Readable and writable; disposed by the caller.
    /// </summary>
    /// <param name="name">For people who look into /proc.</param>
    /// <param name="lengthBytes">Memory is taken only for what is written.</param>
    /// <exception cref="LinuxException">No memory or descriptors are left.</exception>
    public static SafeFileHandle CreateFixed(string name, long lengthBytes)
    {
        var file = new SafeFileHandle(SystemCall.Check(Create(name, CloseOnExec | AllowSealing), "memfd_create", name), ownsHandle: true);
        try
        {
            RandomAccess.SetLength(file, lengthBytes);
            SystemCall.Check(DescriptorCalls.Control(file, AddSeals, SealShrink | SealGrow), "fcntl F_ADD_SEALS", name);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Create(string name, uint flags);
}
