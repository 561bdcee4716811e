using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;

namespace Slipway.Linux.Namespaces;

/// <summary>
/// A process namespace (pid_namespaces(7)) that ends with this process: when this is disposed or this process ends, however it does, the kernel kills
/// everything in it. For root. The owner disposes, after or before the children inside have ended.
/// </summary>
/// <remarks>
/// Its first process is a cat(1) that reads a pipe to which only this process could write. Its end is everybody's end there, whatever ids they have taken on: a
/// parent-death signal (prctl(2)) would be lost when a child changes its user.
/// </remarks>
public sealed class ProcessNamespace : IDisposable
{
    private readonly int _first;
    private readonly FileDescriptor _lifeline;
    private readonly SafeFileHandle _handle;

    private ProcessNamespace(int first, FileDescriptor lifeline, SafeFileHandle handle) =>
        (_first, _lifeline, _handle) = (first, lifeline, handle);

    /// <summary>Makes one. Takes about a millisecond.</summary>
    /// <param name="user">Who its first process is, and nobody else who is put inside: one user's processes can be the ruin of each other.</param>
    /// <exception cref="LinuxException">This user may not, or the kernel has no room for another.</exception>
    /// <exception cref="FileNotFoundException">cat is missing.</exception>
    public static ProcessNamespace Create(uint user)
    {
        var (reader, lifeline) = FileDescriptor.Pipe();
        using (reader)
        {
            var first = 0;
            try
            {
                first = StartFirst(reader, user);
                return new ProcessNamespace(first, lifeline, OpenedFile.Open($"/proc/{first}/ns/pid", OpenFlags.ReadOnly));
            }
            catch
            {
                End(first, lifeline);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End(_first, _lifeline);
        _handle.Dispose();
    }

    /// <summary>Lets the calling thread's children be born inside until the visit is disposed. It can start no threads meanwhile.</summary>
    internal NamespaceVisit Enter() => NamespaceVisit.Begin(NamespaceKind.Processes, _handle);

    private static int StartFirst(FileDescriptor reader, uint user)
    {
        var config = new OwnedChildConfig { Program = ProgramPath.Find("cat", "coreutils"), Arguments = [], StandardInput = reader };
        using var steps = new ChildSteps();
        using var descriptors = new ChildDescriptors(steps, config);
        using var arguments = new StringArray([config.Program]);
        using var environment = new StringArray([]);
        steps.AddReset();
        descriptors.AddMoves();
        steps.AddCredentials(user, opensLowPorts: false);
        steps.AddExecute(config.Program, arguments, environment);
        return ClonedChild.Start(steps, (ulong)NamespaceKind.Processes.Flag);
    }

    private static void End(int first, FileDescriptor lifeline)
    {
        lifeline.Dispose();
        if (first == 0)
            return;
        // It ends when all others inside have ended and their parents know.
        ProcessCalls.Kill(first);
        ProcessCalls.Wait(first);
    }
}
