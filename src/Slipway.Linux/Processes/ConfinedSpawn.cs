using System.Runtime.InteropServices;
using Slipway.Linux.Mounts;
using Slipway.Linux.Namespaces;

namespace Slipway.Linux.Processes;

/// <summary>Starts an <see cref="OwnedChild"/> behind its <see cref="Confinement"/>.</summary>
internal static class ConfinedSpawn
{
    private const ulong NewMounts = 0x0002_0000; // CLONE_NEWNS, linux/sched.h
    private const ulong NewControlGroups = 0x0200_0000; // CLONE_NEWCGROUP
    private const ulong NewHostName = 0x0400_0000; // CLONE_NEWUTS
    private const ulong NewIpc = 0x0800_0000; // CLONE_NEWIPC

    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int OfDescriptor = 4; // MOVE_MOUNT_F_EMPTY_PATH
    private const int Recursive = 0x4000; // MS_REC
    private const int Private = 0x4_0000; // MS_PRIVATE
    private const int Detach = 2; // MNT_DETACH
    private const int SetNoNewPrivileges = 38; // PR_SET_NO_NEW_PRIVS
    private const string HostName = "machine";

    /// <summary>Starts it and returns its id. Must be called on the thread that will wait for it.</summary>
    public static int Start(OwnedChildConfig config, Confinement confinement)
    {
        using var steps = new ChildSteps();
        using var descriptors = new ChildDescriptors(steps, config);
        steps.AddReset();
        AddMounts(steps, confinement);
        if (confinement.Id is not null)
            AddRoot(steps, confinement.Directory);
        AddNamespaces(steps, confinement);
        descriptors.AddMoves();
        if (confinement.Id is { } user)
            steps.AddCredentials(user, confinement.OpensLowPorts);
        foreach (var limit in config.Limits)
            steps.Add(ChildCall.SetResourceLimit, $"limit {limit.Resource}", 0, limit.Resource, steps.Words(limit.Soft, limit.Hard), 0);
        steps.Add(ChildCall.ControlProcess, "PR_SET_NO_NEW_PRIVS", SetNoNewPrivileges, 1, 0, 0, 0);
        if (confinement.Files.Count > 0)
            HandoverFilter.Add(steps, descriptors.End);
        using var arguments = new StringArray([config.Program, .. config.Arguments]);
        using var environment = new StringArray(config.Environment);
        steps.AddExecute(config.Program, arguments, environment);
        var namespaces = NewMounts | NewHostName | NewIpc | (confinement.HasNoNetwork ? (ulong)NamespaceKind.Network.Flag : 0);
        return ClonedChild.Start(steps, namespaces, (int)(confinement.ControlGroup?.DangerousGetHandle() ?? -1));
    }

    private static void AddMounts(ChildSteps steps, Confinement confinement)
    {
        // Nothing that is mounted here is seen outside, nor the other way round.
        steps.Add(ChildCall.Mount, "/", 0, steps.Text("/"), 0, Recursive | Private, 0);
        AddMount(confinement.Root, confinement.Directory);
        foreach (var (path, mount) in confinement.Mounts)
            AddMount(mount, confinement.Directory + path);

        void AddMount(SafeHandle mount, string path) =>
            steps.Add(ChildCall.MoveMount, path, mount.DangerousGetHandle(), steps.Text(""), CurrentDirectory, steps.Text(path), OfDescriptor);
    }

    // The old root is put on top of the new one and taken away (pivot_root(2), "pivot_root(".", ".")").
    private static void AddRoot(ChildSteps steps, string directory)
    {
        var here = steps.Text(".");
        steps.Add(ChildCall.ChangeDirectory, directory, steps.Text(directory));
        steps.Add(ChildCall.PivotRoot, directory, here, here);
        steps.Add(ChildCall.Unmount, "the old root", here, Detach);
        steps.Add(ChildCall.ChangeDirectory, "/", steps.Text("/"));
        steps.Add(ChildCall.SetMountAttributes, "/", CurrentDirectory, steps.Text("/"), 0, steps.Words(DetachedMount.ReadOnly, 0, 0, 0), 4 * sizeof(ulong));
    }

    private static void AddNamespaces(ChildSteps steps, Confinement confinement)
    {
        steps.Add(ChildCall.SetHostName, HostName, steps.Text(HostName), HostName.Length);
        // Not as the child is made: its root would then be the parent's group.
        if (confinement.ControlGroup is not null)
            steps.Add(ChildCall.Unshare, "control groups", (nint)NewControlGroups);
    }
}
