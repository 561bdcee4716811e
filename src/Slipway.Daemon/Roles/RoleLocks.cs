using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;

namespace Slipway.Daemon.Roles;

/// <summary>
/// Keeps a second <c>slipwayd</c> from serving a role out of the same directory: each would collect what the other is about to use. Locks of the kernel's on
/// files, given back by disposal or however the process ends.
/// </summary>
internal sealed class RoleLocks : IDisposable
{
    private readonly List<SafeFileHandle> _files = [];

    private RoleLocks()
    {
    }

    /// <summary>Takes the lock of every role; the caller disposes them after all else.</summary>
    /// <exception cref="IOException">Another process serves one of the roles.</exception>
    public static RoleLocks Take(string directory, Settings.Roles roles)
    {
        var locks = new RoleLocks();
        try
        {
            if (roles.HasFlag(Settings.Roles.Platform))
                locks.Take(directory, "platform");
            if (roles.HasFlag(Settings.Roles.Registry))
                locks.Take(directory, "registry");
            return locks;
        }
        catch
        {
            locks.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private void Take(string directory, string role)
    {
        var path = Path.Combine(directory, role + ".lock");
        File.AppendAllBytes(path, []); // made when missing; its content means nothing
        var file = FileLock.TryOpen(path) ?? throw new FileNotFoundException($"{path} was removed while slipwayd started.");
        _files.Add(file);
        if (!FileLock.TryTake(file, LockMode.Exclusive))
            throw new IOException($"another slipwayd serves the role {role} from {directory}: stop it, or choose another directory with --data-dir.");
    }
}
