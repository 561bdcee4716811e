using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Mounts;

/// <summary>
/// A mount that is in no directory tree yet (fsmount(2), open_tree(2)). A confined child attaches it in its own mount namespace, so that it is never seen in
/// this one and is gone with that. For root, Linux 5.12 or newer. The owner disposes.
/// </summary>
public sealed partial class DetachedMount : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const int Clone = 0x80001; // OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC
    private const int CloseOnExec = 1; // FSOPEN_CLOEXEC, FSMOUNT_CLOEXEC
    private const int SetFlag = 0; // FSCONFIG_SET_FLAG
    private const int SetText = 1; // FSCONFIG_SET_STRING
    private const int MakeFilesystem = 6; // FSCONFIG_CMD_CREATE
    private const int Reconfigure = 7; // FSCONFIG_CMD_RECONFIGURE
    private const int PickFlags = 1 | 8; // FSPICK_CLOEXEC | FSPICK_EMPTY_PATH

    /// <summary>MOUNT_ATTR_RDONLY, linux/mount.h.</summary>
    internal const ulong ReadOnly = 1;
    private const ulong NoSetUid = 2;
    private const ulong NoDevices = 4;

    private DetachedMount(int number)
        : base(ownsHandle: true) => SetHandle(number);

    /// <summary>The directory on top of it, for another program of this user, which runs while this is not disposed.</summary>
    public string PathForOthers => $"/proc/{Environment.ProcessId}/fd/{handle}/.";

    /// <summary>A way to a name in it that is short enough for a socket, valid until this is disposed.</summary>
    public string AddressOf(string name) => $"/proc/self/fd/{handle}/{name}";

    /// <summary>An empty filesystem in memory, root's, in which device nodes work.</summary>
    /// <param name="maxBytes">What its files may take.</param>
    public static DetachedMount CreateInMemory(long maxBytes)
    {
        using var context = Begin("tmpfs");
        Set(context, "mode", "0755");
        Set(context, "size", maxBytes.ToString(CultureInfo.InvariantCulture));
        return Finish(context, NoSetUid, "tmpfs");
    }

    /// <summary>An ext4 filesystem on a device. No device nodes and no set-user-id bits work in it. It is unmounted when this is disposed and nobody has a file of it open.</summary>
    /// <exception cref="LinuxException">The kernel refused: there is none on the device.</exception>
    public static DetachedMount OfDevice(string device, bool isReadOnly)
    {
        using var context = Begin("ext4");
        Set(context, "source", device);
        if (isReadOnly)
            SetReadOnly(context);
        return Finish(context, NoSetUid | NoDevices | (isReadOnly ? ReadOnly : 0), $"ext4 on {device}");
    }

    /// <summary>Another mount of a file or directory, read-only, without what is mounted below. No device nodes and no set-user-id bits work in it.</summary>
    public static DetachedMount Of(string path)
    {
        var mount = new DetachedMount(SystemCall.Check(OpenTree(SystemCallNumber.OpenTree, CurrentDirectory, path, Clone), "open_tree", path));
        try
        {
            // struct mount_attr: set, clear, propagation, user namespace.
            ReadOnlySpan<ulong> attributes = [ReadOnly | NoSetUid | NoDevices, 0, 0, 0];
            SystemCall.Check(
                SetAttributes(SystemCallNumber.MountSetAttr, mount, "", EmptyPath, attributes, (nuint)(attributes.Length * sizeof(ulong))), "mount_setattr", path);
            return mount;
        }
        catch
        {
            mount.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes all of the filesystem to its device and marks it clean: nothing is written any more, also where a process that is just being started still has a
    /// copy of the descriptor and keeps it mounted for a moment. Blocks.
    /// </summary>
    /// <exception cref="LinuxException">Not all of it can be written, or somebody has a file of it open to write.</exception>
    public void MakeReadOnly()
    {
        using var context = new FileDescriptor(SystemCall.Check(Pick(SystemCallNumber.FsPick, this, "", PickFlags), "fspick"));
        SetReadOnly(context);
        SystemCall.Check(Configure(SystemCallNumber.FsConfig, context.Number, Reconfigure, null, null, 0), "fsconfig reconfigure");
    }

    private static FileDescriptor Begin(string filesystem) => new(SystemCall.Check(Open(SystemCallNumber.FsOpen, filesystem, CloseOnExec), "fsopen", filesystem));

    private static void Set(FileDescriptor context, string key, string value) =>
        SystemCall.Check(Configure(SystemCallNumber.FsConfig, context.Number, SetText, key, value, 0), $"fsconfig {key}");

    private static void SetReadOnly(FileDescriptor context) => SystemCall.Check(Configure(SystemCallNumber.FsConfig, context.Number, SetFlag, "ro", null, 0), "fsconfig ro");

    /// <param name="what">For messages.</param>
    private static DetachedMount Finish(FileDescriptor context, ulong attributes, string what)
    {
        SystemCall.Check(Configure(SystemCallNumber.FsConfig, context.Number, MakeFilesystem, null, null, 0), "fsconfig", what);
        return new DetachedMount(SystemCall.Check(SystemCall.Invoke(SystemCallNumber.FsMount, context.Number, CloseOnExec, (nint)attributes), "fsmount", what));
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => CloseFile((int)handle) == 0;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(nint number, string type, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Configure(nint number, nint context, nint command, string? key, string? value, nint auxiliary);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenTree(nint number, nint directory, string path, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SetAttributes(nint number, DetachedMount mount, string path, nint flags, ReadOnlySpan<ulong> attributes, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Pick(nint number, DetachedMount mount, string path, nint flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseFile(int descriptor);
}
