using Slipway.Linux.Mounts;
using Slipway.Linux.Paths;

namespace Slipway.Vmm.Jails;

/// <summary>
/// The directory tree that a VMM sees, made in memory and mounted nowhere but in the VMM's own mount namespace. Paths in it are absolute, as seen from inside.
/// Nothing is copied into it: files and directories of the host are mounted. The owner disposes, once the VMM has started or never will.
/// </summary>
/// <param name="maxBytes">What may be written to files in it.</param>
/// <param name="id">The VMM's user and group.</param>
internal sealed class JailRoot(long maxBytes, uint id) : IDisposable
{
    private const UnixFileMode Open = (UnixFileMode)0x1ED; // 0755

    private readonly List<(string Path, DetachedMount Mount)> _mounts = [];

    public DetachedMount Mount { get; } = DetachedMount.CreateInMemory(maxBytes);

    /// <summary>What is mounted in it, in this order.</summary>
    public IReadOnlyList<(string Path, DetachedMount Mount)> Mounts => _mounts;

    /// <summary>A directory with those above it, root's and open to read.</summary>
    public void MakeDirectory(string path)
    {
        for (var slash = path.IndexOf('/', 1); ; slash = path.IndexOf('/', slash + 1))
        {
            var part = Mount.AddressOf(slash < 0 ? path[1..] : path[1..slash]);
            if (!Directory.Exists(part))
            {
                Directory.CreateDirectory(part);
                File.SetUnixFileMode(part, Open);
            }

            if (slash < 0)
                return;
        }
    }

    /// <summary>A device node that everybody inside can open.</summary>
    /// <param name="mode">Permission bits.</param>
    public void MakeDevice(string path, uint major, uint minor, int mode)
    {
        MakeDirectory(Path.GetDirectoryName(path)!);
        DeviceNode.Create(Mount.AddressOf(path[1..]), major, minor, mode, id);
    }

    /// <summary>Something of the host under its own path, read-only; a link to a directory as such. Without effect where it is not there.</summary>
    public void ShowSystem(string path)
    {
        if (Directory.Exists(path) && new FileInfo(path).LinkTarget is { } target)
        {
            MakeDirectory(Path.GetDirectoryName(path)!);
            File.CreateSymbolicLink(Mount.AddressOf(path[1..]), target);
        }
        else if (Path.Exists(path))
        {
            Attach(path, Directory.Exists(path), DetachedMount.Of(path));
        }
    }

    public void Dispose()
    {
        _mounts.ForEach(one => one.Mount.Dispose());
        Mount.Dispose();
    }

    private void Attach(string path, bool isDirectory, DetachedMount mount)
    {
        _mounts.Add((path, mount));
        MakeDirectory(isDirectory ? path : Path.GetDirectoryName(path)!);
        if (!isDirectory)
            File.Create(Mount.AddressOf(path[1..])).Dispose();
    }
}
