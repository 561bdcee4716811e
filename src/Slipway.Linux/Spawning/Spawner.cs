using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Spawning;

/// <summary>
/// Starts programs in sessions of their own, with default signals, an empty signal mask and no descriptor beyond 2, by posix_spawn(3).
/// </summary>
/// <remarks>Forking would run managed code in a child that has one of several threads; posix_spawn runs the C library's code only, shares the
/// memory until execve and returns execve's errno. What it cannot set, the calling thread takes on for the length of the call
/// (<see cref="Credentials"/>); the child inherits limits, umask, root and cgroup from the process.</remarks>
public static unsafe partial class Spawner
{
    // sizeof(posix_spawn_file_actions_t) is 80 and sizeof(posix_spawnattr_t) 336 in glibc 2.36; room for growth.
    private const int FileActionsBytes = 256;
    private const int AttributesBytes = 512;
    private const int SignalSetBytes = 128;
    private const short SetSignalDefault = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;
    private const int FirstForeignDescriptor = 3;

    /// <summary>Starts a program.</summary>
    /// <param name="request">What to start.</param>
    /// <param name="errno">0, or why there is no child: execve's errno, or that of chdir or of opening the terminal.</param>
    /// <returns>The process id, or 0.</returns>
    public static int TrySpawn(SpawnRequest request, out int errno)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte* actions = stackalloc byte[FileActionsBytes];
        byte* attributes = stackalloc byte[AttributesBytes];
        Require(InitActions(actions), "posix_spawn_file_actions_init");
        Require(InitAttributes(attributes), "posix_spawnattr_init");
        var args = new NativeStrings(request.Args);
        var env = new NativeStrings(request.Env);
        try
        {
            SetAttributes(attributes);
            AddActions(actions, request);
            request.Credentials?.TakeOnThread();
            var pid = 0;
            errno = Spawn(&pid, request.Path, actions, attributes, args.Pointer, env.Pointer);
            return errno == 0 ? pid : 0;
        }
        finally
        {
            if (request.Credentials is not null)
                Credentials.RestoreThread();
            args.Free();
            env.Free();
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    private static void SetAttributes(byte* attributes)
    {
        byte* none = stackalloc byte[SignalSetBytes];
        byte* all = stackalloc byte[SignalSetBytes];
        new Span<byte>(none, SignalSetBytes).Clear();
        new Span<byte>(all, SignalSetBytes).Fill(0xFF);
        Require(SetDefaults(attributes, all), "posix_spawnattr_setsigdefault");
        Require(SetMask(attributes, none), "posix_spawnattr_setsigmask");
        Require(SetFlags(attributes, SetSignalDefault | SetSignalMask | SetSession), "posix_spawnattr_setflags");
    }

    private static void AddActions(byte* actions, SpawnRequest request)
    {
        if (request.TerminalPath is { } terminal)
        {
            // The first terminal that the leader of a new session opens becomes its controlling one (tty_ioctl(4)).
            Require(AddOpen(actions, 0, terminal, (int)OpenFlags.ReadWrite, 0), "posix_spawn_file_actions_addopen");
            Require(AddDuplicate(actions, 0, 1), "posix_spawn_file_actions_adddup2");
            Require(AddDuplicate(actions, 0, 2), "posix_spawn_file_actions_adddup2");
        }
        else
        {
            FileDescriptor?[] standard = [request.Stdin, request.Stdout, request.Stderr];
            for (var i = 0; i < standard.Length; i++)
            {
                var source = standard[i] ?? throw new ArgumentException($"descriptor {i} is missing and there is no terminal", nameof(request));
                Require(AddDuplicate(actions, source.Number, i), "posix_spawn_file_actions_adddup2");
            }
        }

        Require(AddCloseFrom(actions, FirstForeignDescriptor), "posix_spawn_file_actions_addclosefrom_np");
        Require(AddChangeDirectory(actions, request.WorkingDir), "posix_spawn_file_actions_addchdir_np");
    }

    private static void Require(int errno, string call)
    {
        if (errno != 0)
            throw new LinuxException(call, errno);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(int* pid, string path, byte* actions, byte* attributes, byte** args, byte** env);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int descriptor, string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static partial int AddCloseFrom(byte* actions, int from);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeDirectory(byte* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(byte* attributes, byte* set);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(byte* attributes, byte* set);
}
