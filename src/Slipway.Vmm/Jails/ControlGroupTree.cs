using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Paths;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Jails;

/// <summary>The control groups of machines (Linux, Documentation/admin-guide/cgroup-v2.rst): <c>slipway/UID</c> below the root of the hierarchy.</summary>
/// <param name="Mount">Where cgroup v2 is mounted.</param>
internal sealed record ControlGroupTree(string Mount)
{
    /// <summary>The group that has all machines' groups in it.</summary>
    public const string Name = "slipway";

    private const int MaxFileBytes = 1024 * 1024;
    private const int DirectoryMode = 0x1ED; // 0755

    private static readonly string[] s_controllers = ["cpu", "memory", "pids"];

    private string Parent => Path.Combine(Mount, Name);

    /// <summary>Finds it.</summary>
    /// <param name="reason">Why there is none, for people.</param>
    public static ControlGroupTree? Find(out string reason)
    {
        reason = "no control groups of version 2 are mounted";
        if (FindMount() is not { } mount)
            return null;
        var missing = s_controllers.Except(ReadWords(mount, "cgroup.controllers")).ToArray();
        reason = $"the control groups in {mount} lack the controllers {string.Join(", ", missing)}; boot with systemd.unified_cgroup_hierarchy=1";
        if (missing.Length > 0)
            return null;
        // In a container the root is a group like others, and one with processes cannot pass its controllers on.
        reason = $"the group {mount} has processes in it, as in a container, so that none below can have limits; move them into a group below it";
        var canPassOn = s_controllers.All(ReadWords(mount, "cgroup.subtree_control").Contains) || !File.Exists(Path.Combine(mount, "cgroup.type"))
            || ReadWords(mount, "cgroup.procs").Length == 0;
        return canPassOn ? new ControlGroupTree(mount) : null;
    }

    /// <summary>Makes the group of a machine; one that is left of an earlier machine of the same user is removed. The caller disposes it.</summary>
    /// <exception cref="VmmException">The kernel refused.</exception>
    public ControlGroup Create(uint id, GroupLimits limits)
    {
        try
        {
            PassOn(Mount);
            DirectoryTree.Create(Parent, DirectoryMode);
            PassOn(Parent);
            Remove(id);
            return ControlGroup.Create(PathOf(id), limits);
        }
        catch (LinuxException e)
        {
            throw new VmmException($"the machine's limits cannot be set: {e.Message}", e);
        }
    }

    /// <summary>Ends what is in the group of a machine that is gone, and removes it.</summary>
    /// <returns>It is gone, or was never there.</returns>
    public bool Remove(uint id) => ControlGroup.Remove(PathOf(id));

    private string PathOf(uint id) => Path.Combine(Parent, $"{id}");

    private static void PassOn(string group)
    {
        if (s_controllers.Except(ReadWords(group, "cgroup.subtree_control")).Any())
            SmallFile.WriteControl(Path.Combine(group, "cgroup.subtree_control"), string.Join(' ', s_controllers.Select(name => $"+{name}")));
    }

    private static string[] ReadWords(string group, string file) =>
        (SmallFile.ReadText(Path.Combine(group, file), MaxFileBytes) ?? "").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    // proc_pid_mountinfo(5): "36 35 98:0 / /mount/point options … - type source options".
    private static string? FindMount() => (SmallFile.ReadText("/proc/self/mountinfo", MaxFileBytes) ?? "").Split('\n')
        .Where(line => line.Contains(" - cgroup2 ", StringComparison.Ordinal))
        .Select(line => line.Split(' ')[4])
        .FirstOrDefault();
}
