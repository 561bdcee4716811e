using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;

namespace Slipway.Vmm.Firecracker;

/// <summary>
/// The private directory in which one Firecracker starts and makes its sockets, and which is removed as soon as they are held open.
/// </summary>
/// <remarks><code>
/// &lt;parent&gt;/&lt;16 hex digits&gt;/     0700, locked by its owner
///     api.sock              the API, made by Firecracker
///     vsock.sock            the host's way into the guest, made by Firecracker
///     vsock.sock_10001      where the guest knocks, made by us
/// </code>
/// An owner that is killed leaves its directory, without its lock: whoever makes the next removes it. Not thread safe. The owner disposes.
/// </remarks>
internal sealed class FirecrackerDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int NameBytes = 8;

    private readonly SafeFileHandle _lock;
    private bool _isRemoved;

    private FirecrackerDirectory(string path, SafeFileHandle held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <summary>Makes a directory, and removes those whose owners are dead.</summary>
    /// <param name="parent">Made when missing, for this user alone.</param>
    public static FirecrackerDirectory Create(string parent)
    {
        Directory.CreateDirectory(parent, OwnerOnly);
        RemoveOrphans(parent);
        while (true)
        {
            var path = System.IO.Path.Combine(parent, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes)));
            Directory.CreateDirectory(path, OwnerOnly);
            // Another process may take it for an orphan before it is locked; then there is a next name.
            if (TryHold(path) is { } held)
                return new FirecrackerDirectory(path, held);
        }
    }

    /// <summary>An address for a name in it that is short enough for a socket, however long the path is; valid until it is disposed.</summary>
    public string AddressOf(string name) => $"/proc/self/fd/{_lock.DangerousGetHandle()}/{name}";

    /// <summary>Removes it with all names in it; what is open stays open.</summary>
    public void Remove()
    {
        if (!_isRemoved)
            Directory.Delete(Path, recursive: true);
        _isRemoved = true;
    }

    public void Dispose()
    {
        Remove();
        _lock.Dispose();
    }

    private static void RemoveOrphans(string parent)
    {
        foreach (var path in Directory.GetDirectories(parent))
        {
            using var held = TryHold(path);
            if (held is not null)
                Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Locks a directory; null when it has an owner, or is gone.</summary>
    private static SafeFileHandle? TryHold(string path)
    {
        if (FileLock.TryOpen(path) is not { } file)
            return null;
        if (FileLock.TryTake(file, LockMode.Exclusive) && Directory.Exists(path))
            return file;
        file.Dispose();
        return null;
    }
}
