using System.Runtime.InteropServices;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Processes;

/// <summary>
/// One start of a program by posix_spawn(3) of glibc 2.34 or newer: in a session of its own, with default signals and an empty signal mask, as
/// from a login shell. What happens to descriptors and directory is added first and done in the child in that order. The caller disposes.
/// </summary>
/// <remarks>Forking would run managed code in a child that has one of several threads; posix_spawn runs the C library's code only, shares the
/// memory until execve and returns execve's errno.</remarks>
internal sealed unsafe partial class PosixSpawn : IDisposable
{
    // <spawn.h> and <signal.h> of 64-bit glibc 2.36: the structures have 336 and 80 bytes, on x86-64 and arm64; room for growth.
    private const int AttributesBytes = 512;
    private const int FileActionsBytes = 256;
    private const int SignalSetBytes = 128;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    // glibc's structures may hold pointers to themselves: native memory does not move.
    private readonly byte* _attributes = (byte*)NativeMemory.AllocZeroed(AttributesBytes + FileActionsBytes);
    private readonly byte* _actions;

    public PosixSpawn()
    {
        _actions = _attributes + AttributesBytes;
        try
        {
            Check(AttributesInit(_attributes), "posix_spawnattr_init");
            Check(FileActionsInit(_actions), "posix_spawn_file_actions_init");
            SetAttributes();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens a path under this number.</summary>
    public void Open(int number, string path, OpenFlags flags) => Check(AddOpen(_actions, number, path, flags, 0), "posix_spawn_file_actions_addopen");

    /// <summary>Gives a descriptor this number too.</summary>
    public void Duplicate(int descriptor, int number) => Check(AddDuplicate(_actions, descriptor, number), "posix_spawn_file_actions_adddup2");

    /// <summary>Closes this number and all above it.</summary>
    public void CloseFrom(int first) => Check(AddCloseFrom(_actions, first), "posix_spawn_file_actions_addclosefrom_np");

    /// <summary>Changes to a directory.</summary>
    public void ChangeDirectory(string path) => Check(AddChangeDirectory(_actions, path), "posix_spawn_file_actions_addchdir_np");

    /// <summary>Starts the program, a path that is not looked up anywhere.</summary>
    /// <param name="id">The child's id.</param>
    /// <returns>0, or why there is no child: the errno of execve or of what was to be done before.</returns>
    public int TryStart(string path, StringArray arguments, StringArray environment, out int id)
    {
        int child = 0;
        var errno = Spawn(&child, path, _actions, _attributes, arguments.Pointer, environment.Pointer);
        id = errno == 0 ? child : 0;
        return errno;
    }

    public void Dispose()
    {
        _ = FileActionsDestroy(_actions);
        _ = AttributesDestroy(_attributes);
        NativeMemory.Free(_attributes);
    }

    private void SetAttributes()
    {
        byte* signals = stackalloc byte[SignalSetBytes];
        var set = new Span<byte>(signals, SignalSetBytes);
        set.Clear();
        Check(SetMask(_attributes, signals), "posix_spawnattr_setsigmask");
        set.Fill(0xFF);
        Check(SetDefaults(_attributes, signals), "posix_spawnattr_setsigdefault");
        Check(SetFlags(_attributes, SetSignalDefaults | SetSignalMask | SetSession), "posix_spawnattr_setflags");
    }

    private static void Check(int errno, string call)
    {
        if (errno != 0)
            throw new LinuxException(call, errno);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(int* id, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int FileActionsInit(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int FileActionsDestroy(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddOpen(byte* actions, int number, string path, OpenFlags flags, int mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int descriptor, int number);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static partial int AddCloseFrom(byte* actions, int first);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeDirectory(byte* actions, string path);
}
