using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Vmm.Jails;

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
internal sealed class FirecrackerDirectory : IFirecrackerPlace
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int NameBytes = 8;

    private readonly string _path;
    private readonly SafeFileHandle _lock;
    private readonly FirecrackerProgram _program;
    private bool _isRemoved;

    private FirecrackerDirectory(string path, SafeFileHandle held, FirecrackerProgram program) => (_path, _lock, _program) = (path, held, program);

    /// <summary>Makes a directory, and removes those whose owners are dead.</summary>
    /// <param name="parent">Made when missing, for this user alone.</param>
    public static FirecrackerDirectory Create(string parent, FirecrackerProgram program)
    {
        Directory.CreateDirectory(parent, OwnerOnly);
        RemoveOrphans(parent);
        while (true)
        {
            var path = Path.Combine(parent, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes)));
            Directory.CreateDirectory(path, OwnerOnly);
            // Another process may take it for an orphan before it is locked; then there is a next name.
            if (FileLock.TryHold(path) is { } held)
                return new FirecrackerDirectory(path, held, program);
        }
    }

    public OwnedChildConfig Describe(FirecrackerPlan plan, IReadOnlyList<string> arguments, IReadOnlyList<SafeFileHandle> files) => new()
    {
        Program = _program.Path,
        Arguments = arguments,
        WorkingDirectory = _path,
        Descriptors = files,
        Limits = MachineJail.Limits,
    };

    public string AddressOf(string name) => $"/proc/self/fd/{_lock.DangerousGetHandle()}/{name}";

    public void Admit(string name)
    {
        // It is the same user.
    }

    public void Remove()
    {
        if (!_isRemoved)
            Directory.Delete(_path, recursive: true);
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
            using var held = FileLock.TryHold(path);
            if (held is not null)
                Directory.Delete(path, recursive: true);
        }
    }
}
