using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Processes;

/// <summary>
/// For the host: a child process that dies with its owner, whatever kills the owner. It is in a session of its own, so that the terminal's Ctrl-C and
/// hang-up do not reach it.
/// </summary>
/// <remarks>
/// The kernel ties the parent-death signal (prctl(2), PR_SET_PDEATHSIG) to the <em>thread</em> that created the child. Every child therefore
/// has a named thread which spawns it, waits for its end and lives exactly as long. The signal is asked for in the child, by setpriv(1);
/// a shell then compares the parent's id before the program itself is executed, because an owner that died before the request was made
/// sends no signal. A confined child ends with its process namespace instead. Thread safe. Disposing kills and reaps.
/// </remarks>
public sealed class OwnedChild : IAsyncDisposable
{
    /// <summary>The call by whose failure a confined child says that its program cannot be executed.</summary>
    public const string ExecuteCall = "execve";

    private const int StackBytes = 128 * 1024;

    private readonly TaskCompletionSource<ChildExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SafeFileHandle _pidDescriptor;

    private OwnedChild(int id, SafeFileHandle pidDescriptor)
    {
        Id = id;
        _pidDescriptor = pidDescriptor;
    }

    /// <summary>The process id; belongs to the child until <see cref="Exited"/>.</summary>
    public int Id { get; }

    /// <summary>Completes when the child has ended and is reaped.</summary>
    public Task<ChildExit> Exited => _exited.Task;

    /// <summary>Starts a program. The task completes once the child exists, before the program itself is executed: a program that cannot be
    /// executed is seen by its exit code, 126 or 127; of a confined child it is an exception.</summary>
    /// <exception cref="LinuxException">The child could not be created.</exception>
    /// <exception cref="FileNotFoundException">setpriv is missing.</exception>
    public static Task<OwnedChild> StartAsync(OwnedChildConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var started = new TaskCompletionSource<OwnedChild>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(config, started), StackBytes)
        {
            IsBackground = true,
            Name = $"child {Path.GetFileName(config.Program)}",
        };
        thread.Start();
        return started.Task;
    }

    /// <summary>Sends SIGKILL; no effect after the end.</summary>
    public void Kill()
    {
        if (!_exited.Task.IsCompleted)
            ProcessCalls.Kill(_pidDescriptor);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await ((Task)_exited.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pidDescriptor.Dispose();
    }

    private static IReadOnlyList<string> Wrap(OwnedChildConfig config) =>
    [
        ProgramPath.Find("setpriv", "util-linux"), "--no-new-privs", "--pdeathsig", "KILL", "--",
        "/bin/sh", "-c", """[ "$PPID" = "$0" ] && exec "$@" """, $"{Environment.ProcessId}", config.Program, .. config.Arguments,
    ];

    private static void Run(OwnedChildConfig config, TaskCompletionSource<OwnedChild> started)
    {
        OwnedChild child;
        HandoverServer? server = null;
        try
        {
            child = Spawn(config, out server);
        }
        catch (Exception e) when (e is LinuxException or FileNotFoundException)
        {
            started.SetException(e);
            return;
        }

        started.SetResult(child);
        try
        {
            using (server)
                server?.Run(child._pidDescriptor);
            child._exited.SetResult(ProcessCalls.Wait(child.Id));
        }
        catch (LinuxException e)
        {
            child._exited.SetException(e);
        }
    }

    private static OwnedChild Spawn(OwnedChildConfig config, out HandoverServer? server)
    {
        int id;
        using (config.NetworkNamespace?.Enter())
        using (config.Confinement?.Processes.Enter())
            id = config.Confinement is { } confinement ? ConfinedSpawn.Start(config, confinement) : OwnedChildSpawn.Start(Wrap(config), config);
        var child = new OwnedChild(id, ProcessCalls.OpenPid(id));
        try
        {
            // A confined child sets them itself.
            foreach (var limit in config.Confinement is null ? config.Limits : [])
                limit.Apply(id);
            server = config.Confinement is { Files: { Count: > 0 } files }
                ? new HandoverServer(child._pidDescriptor, files, OwnedChildConfig.FirstDescriptor + config.Descriptors.Count)
                : null;
            return child;
        }
        catch
        {
            ProcessCalls.Kill(child._pidDescriptor);
            ProcessCalls.Wait(id);
            child._pidDescriptor.Dispose();
            throw;
        }
    }
}
