using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Processes;

/// <summary>
/// Starts programs for the guest's first process: as any user, with or without a terminal, in sessions of their own, with default signals, an
/// empty signal mask and no descriptor beyond 2. <see cref="GuestChildren"/> takes their ends.
/// </summary>
/// <remarks>What posix_spawn(3) cannot set, the calling thread takes on for the length of the call (<see cref="Credentials"/>); the child inherits
/// limits, umask, root and cgroup from the process.</remarks>
public static class GuestSpawner
{
    private const int FirstForeignDescriptor = 3;

    /// <summary>Starts a program.</summary>
    /// <param name="request">What to start.</param>
    /// <param name="errno">0, or why there is no child: execve's errno, or that of chdir or of opening the terminal.</param>
    /// <returns>The process id, or 0.</returns>
    public static int TrySpawn(GuestSpawnRequest request, out int errno)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var spawn = new PosixSpawn();
        using var args = new StringArray(request.Args);
        using var env = new StringArray(request.Env);
        AddActions(spawn, request);
        try
        {
            request.Credentials?.TakeOnThread();
            errno = spawn.TryStart(request.Path, args, env, out var pid);
            return pid;
        }
        finally
        {
            if (request.Credentials is not null)
                Credentials.RestoreThread();
        }
    }

    private static void AddActions(PosixSpawn spawn, GuestSpawnRequest request)
    {
        if (request.TerminalPath is { } terminal)
        {
            // The first terminal that the leader of a new session opens becomes its controlling one (tty_ioctl(4)).
            spawn.Open(0, terminal, OpenFlags.ReadWrite);
            spawn.Duplicate(0, 1);
            spawn.Duplicate(0, 2);
        }
        else
        {
            FileDescriptor?[] standard = [request.Stdin, request.Stdout, request.Stderr];
            for (var i = 0; i < standard.Length; i++)
            {
                var source = standard[i] ?? throw new ArgumentException($"descriptor {i} is missing and there is no terminal", nameof(request));
                spawn.Duplicate(source.Number, i);
            }
        }

        spawn.CloseFrom(FirstForeignDescriptor);
        spawn.ChangeDirectory(request.WorkingDir);
    }
}
