using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Files;

namespace Slipway.Linux.Namespaces;

/// <summary>
/// A network namespace (network_namespaces(7)) without a name: it lives as long as this descriptor, a process or a socket in it, and when the
/// last of them is gone, however it went, the kernel removes it with every device inside. Making one needs CAP_SYS_ADMIN. The owner disposes.
/// </summary>
/// <remarks>
/// A thread is in a namespace, not a process. Work inside is done by a thread that is made for it, and that leaves before it tells anybody:
/// threads that it would cause meanwhile, such as the runtime's shared ones, would be born inside, stay, and do other code's work there. So
/// what is done inside is short, and starts nothing.
/// </remarks>
public sealed partial class NetworkNamespace : IDisposable
{
    private const int StackBytes = 256 * 1024;

    private NetworkNamespace(SafeFileHandle handle) => Handle = handle;

    /// <summary>What holds it; <c>/proc/PID/fd/NUMBER</c> is its path for other programs.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Makes one and does <paramref name="setUp"/> inside it, which is short and starts nothing.</summary>
    /// <exception cref="LinuxException">This user may not, or the kernel has no room for another.</exception>
    public static Task<(NetworkNamespace Namespace, T Result)> CreateAsync<T>(Func<T> setUp)
    {
        ArgumentNullException.ThrowIfNull(setUp);
        return OnThread(() =>
        {
            using var home = new NamespaceVisit(NamespaceKind.Network);
            SystemCall.Check(Unshare(NamespaceKind.Network.Flag), "unshare", "network namespace");
            var handle = OpenedFile.Open(NamespaceKind.Network.OwnPath, OpenFlags.ReadOnly);
            try
            {
                return (new NetworkNamespace(handle), setUp());
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        });
    }

    /// <summary>Does something inside, which is short and starts nothing.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return OnThread(() =>
        {
            using (Enter())
                return work();
        });
    }

    /// <summary>Moves the calling thread, which must be nobody else's, into it until the visit is disposed.</summary>
    internal NamespaceVisit Enter() => NamespaceVisit.Begin(NamespaceKind.Network, Handle);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static Task<T> OnThread<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(work, done), StackBytes) { IsBackground = true, Name = "network namespace" };
        thread.Start();
        return done.Task;
    }

    private static void Run<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
#pragma warning disable CA1031 // Nothing is lost: whoever awaits the task gets it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            done.SetException(e);
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
