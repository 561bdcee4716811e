using System.Text;
using Slipway.Init.Boot;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Paths;

namespace Slipway.Init.Processes;

/// <summary>
/// Two control groups (cgroup v2): one of the main process and its descendants, one of what is executed beside it. They say who was killed for
/// want of memory, and they can be frozen. Init is in the root group whenever a program runs, so that nothing freezes it.
/// </summary>
/// <remarks>A child starts in the group of its parent, so init steps into the group for the spawn: moving the child afterwards would miss what it has
/// started by then. For the main process init does so before it knows what that is: a step costs 10 ms of emulation, which then nobody waits for.</remarks>
internal sealed class ControlGroups
{
    public const string Main = "main";
    public const string Exec = "exec";

    private const string Root = "/sys/fs/cgroup";
    private const string MembersFile = "cgroup.procs";
    private const string Myself = "0";
    private const int MaxFileBytes = 4096;
    private readonly bool _isPresent;
    private string? _current = Main;

    private ControlGroups(bool isPresent) => _isPresent = isPresent;

    /// <summary>Files whose changes the kernel reports when a group has come to a stand; empty without groups.</summary>
    public IReadOnlyList<string> EventFiles => _isPresent ? [$"{Root}/{Main}/cgroup.events", $"{Root}/{Exec}/cgroup.events"] : [];

    /// <summary>Makes the groups, before the machine has a root; on a kernel without cgroup v2 nothing happens, now and later.</summary>
    public static void Prepare()
    {
        const string Staged = Staging.System + Root;
        if (PathStatus.TryRead($"{Staged}/{MembersFile}", followLink: true, out _) is null)
            return;
        try
        {
            SmallFile.WriteControl($"{Staged}/cgroup.subtree_control", "+memory");
        }
        catch (LinuxException e)
        {
            BootConsole.Write($"no count of processes killed for want of memory: {e.Message}");
        }

        DirectoryTree.Create($"{Staged}/{Main}", 0x1ED);
        DirectoryTree.Create($"{Staged}/{Exec}", 0x1ED);
        SmallFile.WriteControl($"{Staged}/{Main}/{MembersFile}", Myself);
    }

    /// <summary>The groups that were made, in the current root.</summary>
    public static ControlGroups Find() => new(PathStatus.TryRead($"{Root}/{Exec}", followLink: true, out _) is not null);

    /// <summary>Does something as a member of a group.</summary>
    public T Within<T>(string group, Func<T> action)
    {
        if (!_isPresent)
            return action();
        if (_current != group)
            SmallFile.WriteControl($"{Root}/{group}/{MembersFile}", Myself);
        try
        {
            return action();
        }
        finally
        {
            SmallFile.WriteControl($"{Root}/{MembersFile}", Myself);
            _current = null;
        }
    }

    /// <summary>The kernel killed one of the group's processes because memory ran out.</summary>
    public bool WasOutOfMemory(string group)
    {
        if (!_isPresent || SmallFile.Read($"{Root}/{group}/memory.events", MaxFileBytes) is not { } bytes)
            return false;
        var line = Encoding.ASCII.GetString(bytes).Split('\n').FirstOrDefault(line => line.StartsWith("oom_kill ", StringComparison.Ordinal));
        return line is not null && line != "oom_kill 0";
    }

    /// <summary>Stops the processes of both groups where they are, or lets them go on.</summary>
    public void SetFrozen(bool frozen)
    {
        if (!_isPresent)
            return;
        foreach (var group in (ReadOnlySpan<string>)[Main, Exec])
            SmallFile.WriteControl($"{Root}/{group}/cgroup.freeze", frozen ? "1" : "0");
    }

    /// <summary>Both groups stand still: the kernel freezes each task at its next return to user space.</summary>
    public bool AreFrozen() => !_isPresent || (IsFrozen(Main) && IsFrozen(Exec));

    private static bool IsFrozen(string group)
    {
        var events = SmallFile.ReadText($"{Root}/{group}/cgroup.events", MaxFileBytes) ?? "";
        // An empty group never says that it is frozen.
        return events.Contains("frozen 1", StringComparison.Ordinal) || events.Contains("populated 0", StringComparison.Ordinal);
    }
}
