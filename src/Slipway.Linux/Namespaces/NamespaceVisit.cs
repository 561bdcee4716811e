using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Files;

namespace Slipway.Linux.Namespaces;

/// <summary>A thread's stay in other namespaces of one kind (setns(2)). Disposing, on the same thread, brings it back to where it was.</summary>
/// <param name="kind">Which kind.</param>
internal sealed partial class NamespaceVisit(NamespaceKind kind) : IDisposable
{
    private readonly SafeFileHandle _home = OpenedFile.Open(kind.OwnPath, OpenFlags.ReadOnly);

    /// <summary>Begins a visit at a place.</summary>
    /// <exception cref="LinuxException">This user may not.</exception>
    public static NamespaceVisit Begin(NamespaceKind kind, SafeFileHandle place)
    {
        var visit = new NamespaceVisit(kind);
        try
        {
            visit.MoveTo(place);
            return visit;
        }
        catch
        {
            visit.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using (_home)
            MoveTo(_home);
    }

    private void MoveTo(SafeFileHandle place) => SystemCall.Check(Join(place, kind.Flag), "setns", kind.OwnPath);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int Join(SafeFileHandle target, int kind);
}
