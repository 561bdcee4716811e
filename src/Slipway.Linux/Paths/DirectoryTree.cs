using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Linux.Paths;

/// <summary>Names in directories: create, link, rename, remove, list. One call each, without the runtime's file layer.</summary>
public static partial class DirectoryTree
{
    private const int NameOffset = 19; // offsetof(struct dirent, d_name), 64-bit

    /// <summary>Creates a directory unless the name exists.</summary>
    /// <returns>True when it is new.</returns>
    public static bool Create(string path, int mode)
    {
        var result = SystemCall.ErrnoOr(MakeDirectory(path, mode));
        if (result < 0 && result != -Errno.Exists)
            throw new LinuxException("mkdir", -result, path);
        return result == 0;
    }

    /// <summary>Creates a directory; 0 or the errno.</summary>
    public static int TryCreate(string path, int mode) => -SystemCall.ErrnoOr(MakeDirectory(path, mode));

    /// <summary>Creates a directory and what is missing above it; new ones get the mode.</summary>
    /// <returns>True when the last one is new.</returns>
    public static bool CreateWithParents(string path, int mode)
    {
        ArgumentNullException.ThrowIfNull(path);
        for (var slash = path.IndexOf('/', 1); slash > 0; slash = path.IndexOf('/', slash + 1))
            Create(path[..slash], mode);
        return !path.EndsWith('/') && Create(path, mode);
    }

    /// <summary>Creates a symbolic link; 0 or the errno.</summary>
    public static int TryLink(string target, string path) => -SystemCall.ErrnoOr(MakeLink(target, path));

    /// <summary>Removes a name that is no directory; 0 or the errno.</summary>
    public static int TryRemove(string path) => -SystemCall.ErrnoOr(Unlink(path));

    /// <summary>Removes an empty directory; 0 or the errno.</summary>
    public static int TryRemoveDirectory(string path) => -SystemCall.ErrnoOr(RemoveDirectory(path));

    /// <summary>Renames over whatever has the new name (rename(2)).</summary>
    public static void Rename(string from, string to) => SystemCall.Check(RenamePath(from, to), "rename", $"{from} to {to}");

    /// <summary>Changes owner and group, following links.</summary>
    public static void ChangeOwner(string path, uint uid, uint gid) => SystemCall.Check(ChangePathOwner(path, uid, gid), "chown", path);

    /// <summary>Changes owner and group of what has this very name, be it a link.</summary>
    public static void ChangeOwnerOfName(string path, uint uid, uint gid) => SystemCall.Check(ChangeNameOwner(path, uid, gid), "lchown", path);

    /// <summary>Changes permission bits, following links.</summary>
    public static void ChangeMode(string path, int mode) => SystemCall.Check(ChangePathMode(path, mode), "chmod", path);

    /// <summary>Permission bits that new files never get, of the whole process and its children.</summary>
    public static void SetCreationMask(int mask) => _ = SetMask(mask);

    /// <summary>The names in a directory but . and .., in no order; empty when it cannot be opened.</summary>
    public static unsafe List<string> List(string path)
    {
        List<string> names = [];
        var directory = OpenDirectory(path);
        if (directory == 0)
            return names;
        try
        {
            // SAFETY: readdir's entry is valid until the next call, and its name ends with NUL.
            for (var entry = ReadDirectory(directory); entry != 0; entry = ReadDirectory(directory))
            {
                var name = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)entry + NameOffset));
                if (name is not ("." or ".."))
                    names.Add(name);
            }
        }
        finally
        {
            _ = CloseDirectory(directory);
        }

        return names;
    }

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectory(string path, int mode);

    [LibraryImport("libc", EntryPoint = "symlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeLink(string target, string path);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveDirectory(string path);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenamePath(string from, string to);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangePathOwner(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeNameOwner(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangePathMode(string path, int mode);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int SetMask(int mask);

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenDirectory(string path);

    [LibraryImport("libc", EntryPoint = "readdir", SetLastError = true)]
    private static partial nint ReadDirectory(nint directory);

    [LibraryImport("libc", EntryPoint = "closedir", SetLastError = true)]
    private static partial int CloseDirectory(nint directory);
}
