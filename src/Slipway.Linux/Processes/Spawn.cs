using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Linux.Processes;

/// <summary>posix_spawn(3) of glibc 2.34 or newer, with exactly the descriptors the child is to have.</summary>
internal static unsafe partial class Spawn
{
    // <spawn.h>, <signal.h> and <fcntl.h> of 64-bit glibc. The sizes are the structures' on x86-64 and arm64 (336 and 80) rounded up.
    private const int AttributesBytes = 512;
    private const int FileActionsBytes = 128;
    private const int SignalSetBytes = 128;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;
    private const int ReadWrite = 2;
    private const int DuplicateCloseOnExec = 1030;
    private const int StandardError = 2;

    /// <summary>Starts <c>arguments[0]</c> and returns the child's id. Must be called on the thread that will wait for it.</summary>
    public static int Start(IReadOnlyList<string> arguments, ChildConfig config)
    {
        // glibc's structures may hold pointers to themselves: native memory does not move.
        var memory = (byte*)NativeMemory.AllocZeroed(AttributesBytes + FileActionsBytes + SignalSetBytes);
        var attributes = memory;
        var actions = memory + AttributesBytes;
        var duplicates = new List<SafeFileHandle>();
        try
        {
            Check(AttributesInit(attributes), "posix_spawnattr_init");
            Check(FileActionsInit(actions), "posix_spawn_file_actions_init");
            SetAttributes(attributes, memory + AttributesBytes + FileActionsBytes);
            SetDescriptors(actions, config, duplicates);
            int id;
            using var argv = new StringArray(arguments);
            using var environment = new StringArray(config.Environment);
            Check(PosixSpawn(&id, arguments[0], actions, attributes, argv.Pointer, environment.Pointer), "posix_spawn", arguments[0]);
            return id;
        }
        finally
        {
            _ = FileActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
            NativeMemory.Free(memory);
            duplicates.ForEach(d => d.Dispose());
        }
    }

    // The runtime ignores SIGPIPE and blocks nothing, but its host may; the child starts as from a login shell.
    private static void SetAttributes(byte* attributes, byte* signals)
    {
        Check(SetFlags(attributes, SetSignalDefaults | SetSignalMask | SetSession), "posix_spawnattr_setflags");
        Check(SetMask(attributes, signals), "posix_spawnattr_setsigmask");
        new Span<byte>(signals, SignalSetBytes).Fill(0xFF);
        Check(SetDefaults(attributes, signals), "posix_spawnattr_setsigdefault");
    }

    private static void SetDescriptors(byte* actions, ChildConfig config, List<SafeFileHandle> duplicates)
    {
        const int First = ChildConfig.FirstDescriptor;
        var end = First + config.Descriptors.Count;
        for (var i = 0; i < First; i++)
        {
            if (i == StandardError && config.StandardError is { } standardError)
                Move(standardError, i);
            else
                Check(AddOpen(actions, i, "/dev/null", ReadWrite, 0), "posix_spawn_file_actions_addopen");
        }
        for (var i = 0; i < config.Descriptors.Count; i++)
            Move(config.Descriptors[i], First + i);
        Check(AddCloseFrom(actions, end), "posix_spawn_file_actions_addclosefrom_np");

        // The actions run one after the other: a source must not lie among the numbers that an earlier one has overwritten.
        void Move(SafeHandle source, int number)
        {
            var descriptor = Fcntl(source, DuplicateCloseOnExec, end);
            if (descriptor < 0)
                throw new LinuxException("fcntl", Marshal.GetLastPInvokeError(), $"descriptor {number} of {config.Program}");
            duplicates.Add(new SafeFileHandle(descriptor, ownsHandle: true));
            Check(AddDuplicate(actions, descriptor, number), "posix_spawn_file_actions_adddup2");
        }
    }

    private static void Check(int errno, string call, string? subject = null)
    {
        if (errno != 0)
            throw new LinuxException(call, errno, subject);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PosixSpawn(int* id, string path, byte* actions, byte* attributes, byte** argv, byte** environment);

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
    private static partial int AddOpen(byte* actions, int number, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(byte* actions, int descriptor, int number);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static partial int AddCloseFrom(byte* actions, int first);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(SafeHandle descriptor, int command, int argument);
}
