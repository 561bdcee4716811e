using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Linux.Paths;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Jails;

/// <summary>
/// A user of this host that only one machine is at a time, and an empty directory of its own. The user, and the group of the same number, need no entry anywhere.
/// </summary>
/// <remarks><code>
/// /run/slipway/jails/&lt;uid&gt;/     0700, root's, locked by its owner
/// </code>
/// It is the host's, not the data directory's, since users are. An owner that is killed leaves the directory without its lock, and perhaps a control group:
/// whoever makes the next removes both. Not thread safe. The owner disposes.
/// </remarks>
internal sealed class JailSlot : IDisposable
{
    /// <summary>Above what systemd (UIDS-GIDS: 524288 to 1879048191) and shadow (login.defs: to 600100000) give to containers, and below 2³¹.</summary>
    private const uint FirstId = KeeperId + 1;

    /// <summary>Who the first processes of all machines' process namespaces are.</summary>
    public const uint KeeperId = 0x7000_0000;

    private const int Count = 65_536;
    private const string Root = "/run/slipway/jails";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SafeFileHandle _lock;

    private JailSlot(uint id, SafeFileHandle held) => (Id, _lock) = (id, held);

    /// <summary>User and group.</summary>
    public uint Id { get; }

    public string Directory => PathOf(Id);

    /// <summary>Takes a free one, and clears up after dead owners.</summary>
    /// <param name="groups">Where their control groups are.</param>
    public static JailSlot Take(ControlGroupTree? groups)
    {
        System.IO.Directory.CreateDirectory(Root, OwnerOnly);
        RemoveOrphans(groups);
        // From a random one on, so that the first is hardly ever taken, nor one that was somebody's a moment ago.
        var first = RandomNumberGenerator.GetInt32(Count);
        for (var i = 0; i < Count; i++)
        {
            var id = FirstId + (uint)((first + i) % Count);
            System.IO.Directory.CreateDirectory(PathOf(id), OwnerOnly);
            if (FileLock.TryHold(PathOf(id)) is { } held)
                return new JailSlot(id, held);
        }

        throw new VmmException($"all {Count} users for machines, from {FirstId} on, are in use on this host");
    }

    public void Dispose()
    {
        // While it is locked: whoever takes the name next makes it anew.
        _ = DirectoryTree.TryRemoveDirectory(Directory);
        _lock.Dispose();
    }

    private static string PathOf(uint id) => Path.Combine(Root, id.ToString(CultureInfo.InvariantCulture));

    private static void RemoveOrphans(ControlGroupTree? groups)
    {
        foreach (var path in System.IO.Directory.GetDirectories(Root))
        {
            using var held = FileLock.TryHold(path);
            if (held is null)
                continue;
            if (groups is null || !uint.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) || groups.Remove(id))
                System.IO.Directory.Delete(path, recursive: true);
        }
    }
}
