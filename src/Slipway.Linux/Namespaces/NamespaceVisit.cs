using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Files;

namespace Slipway.Linux.Namespaces;

/// <summary>A thread's stay in another network namespace (setns(2)). Disposing, on the same thread, brings it back to where it was.</summary>
internal sealed partial class NamespaceVisit : IDisposable
{
    /// <summary>The calling thread's network namespace.</summary>
    public const string Own = "/proc/thread-self/ns/net";

    private readonly SafeFileHandle _home = OpenedFile.Open(Own, OpenFlags.ReadOnly);

    /// <summary>Moves the calling thread, which a visit will bring back.</summary>
    /// <exception cref="LinuxException">This user may not.</exception>
    public static void MoveTo(SafeFileHandle place) => SystemCall.Check(Join(place, NetworkNamespace.NetworkFlag), "setns", "network namespace");

    /// <inheritdoc/>
    public void Dispose()
    {
        using (_home)
            MoveTo(_home);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int Join(SafeFileHandle target, int kind);
}
