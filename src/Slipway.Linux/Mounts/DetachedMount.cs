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
    private const int SetText = 1; // FSCONFIG_SET_STRING
    private const int MakeFilesystem = 6; // FSCONFIG_CMD_CREATE

    /// <summary>MOUNT_ATTR_RDONLY, linux/mount.h.</summary>
    internal const ulong ReadOnly = 1;
    private const ulong NoSetUid = 2;
    private const ulong NoDevices = 4;
    private const ulong NoExecute = 8;
    private const ulong IdMap = 0x10_0000;

    private DetachedMount(int number)
        : base(ownsHandle: true) => SetHandle(number);

    /// <summary>A way to a name in it that is short enough for a socket, valid until this is disposed.</summary>
    public string AddressOf(string name) => $"/proc/self/fd/{handle}/{name}";

    /// <summary>An empty filesystem in memory, root's, in which device nodes work.</summary>
    /// <param name="maxBytes">What its files may take.</param>
    public static DetachedMount CreateInMemory(long maxBytes)
    {
        using var context = new FileDescriptor(SystemCall.Check(Open(SystemCallNumber.FsOpen, "tmpfs", CloseOnExec), "fsopen"));
        SystemCall.Check(Configure(SystemCallNumber.FsConfig, context.Number, SetText, "mode", "0755", 0), "fsconfig mode");
        SystemCall.Check(Configure(SystemCallNumber.FsConfig, context.Number, SetText, "size", maxBytes.ToString(CultureInfo.InvariantCulture), 0), "fsconfig size");
        SystemCall.Check(Configure(SystemCallNumber.FsConfig, context.Number, MakeFilesystem, null, null, 0), "fsconfig");
        return new DetachedMount(SystemCall.Check(SystemCall.Invoke(SystemCallNumber.FsMount, context.Number, CloseOnExec, (nint)NoSetUid), "fsmount"));
    }

    /// <summary>Another mount of an open file or directory of this mount namespace, without what is mounted below. No device nodes work in it.</summary>
    /// <param name="users">A user namespace whose root owns root's files in it; null: the owners are as they are.</param>
    /// <exception cref="LinuxException">The filesystem has no id-mapped mounts (ext4, XFS and btrfs do).</exception>
    public static DetachedMount Of(SafeFileHandle file, bool isReadOnly, bool isExecutable, SafeFileHandle? users)
    {
        ArgumentNullException.ThrowIfNull(file);
        var added = false;
        try
        {
            file.DangerousAddRef(ref added);
            return Of((int)file.DangerousGetHandle(), "", isReadOnly, isExecutable, users);
        }
        finally
        {
            if (added)
                file.DangerousRelease();
        }
    }

    /// <summary>The same of a path.</summary>
    public static DetachedMount Of(string path, bool isReadOnly, bool isExecutable, SafeFileHandle? users) =>
        Of(CurrentDirectory, path, isReadOnly, isExecutable, users);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => CloseFile((int)handle) == 0;

    private static DetachedMount Of(int directory, string path, bool isReadOnly, bool isExecutable, SafeFileHandle? users)
    {
        var subject = path.Length > 0 ? path : File.ResolveLinkTarget($"/proc/self/fd/{directory}", false)?.FullName ?? "";
        var flags = path.Length > 0 ? Clone : Clone | EmptyPath;
        var mount = new DetachedMount(SystemCall.Check(OpenTree(SystemCallNumber.OpenTree, directory, path, flags), "open_tree", subject));
        try
        {
            // struct mount_attr: set, clear, propagation, user namespace.
            ReadOnlySpan<ulong> attributes =
            [
                NoSetUid | NoDevices | (isReadOnly ? ReadOnly : 0) | (isExecutable ? 0 : NoExecute) | (users is null ? 0 : IdMap),
                0,
                0,
                (ulong)(users?.DangerousGetHandle() ?? 0),
            ];
            SystemCall.Check(
                SetAttributes(SystemCallNumber.MountSetAttr, mount, "", EmptyPath, attributes, (nuint)(attributes.Length * sizeof(ulong))), "mount_setattr", subject);
            return mount;
        }
        catch
        {
            mount.Dispose();
            throw;
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(nint number, string type, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Configure(nint number, nint context, nint command, string? key, string? value, nint auxiliary);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenTree(nint number, nint directory, string path, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SetAttributes(nint number, DetachedMount mount, string path, nint flags, ReadOnlySpan<ulong> attributes, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseFile(int descriptor);
}
