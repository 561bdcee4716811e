using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Linux.Paths;
using Slipway.Linux.Processes;
using Slipway.Vmm.Jails;

namespace Slipway.Vmm.Firecracker;

/// <summary>
/// The place of a Firecracker that its own jailer confines (Firecracker: docs/jailer.md). All of it is in memory, in the jailer's mount namespace, where it is
/// mounted on an empty directory of the host, and gone with it:
/// <code>
/// firecracker/&lt;uid&gt;/root/     what Firecracker sees as /, its user's: itself, devices and pid file by the jailer, its sockets
/// </code>
/// Everything that it opens by path is handed to it, log, kernel, drives and snapshots: it finds them where one that is not jailed would, so that a snapshot
/// is good for both.
/// </summary>
internal sealed class FirecrackerJail : IFirecrackerPlace
{
    /// <summary>Beside the copy of Firecracker that the jailer makes.</summary>
    private const long OverheadBytes = 1024 * 1024;

    private readonly string _jailer;
    private readonly MachineJail _jail;
    private readonly FirecrackerProgram _program;
    private readonly JailRoot _root;
    private readonly List<SafeFileHandle> _opened = [];

    /// <summary>Takes a jail over.</summary>
    public FirecrackerJail(string jailer, MachineJail jail, FirecrackerProgram program)
    {
        (_jailer, _jail, _program) = (jailer, jail, program);
        _root = new JailRoot(new FileInfo(program.Path).Length + OverheadBytes, jail.Id);
    }

    public OwnedChildConfig Describe(FirecrackerPlan plan, IReadOnlyList<string> arguments, IReadOnlyList<SafeFileHandle> files) => new()
    {
        Program = _jailer,
        Arguments =
        [
            "--id", $"{_jail.Id}", "--exec-file", _program.Path, "--uid", $"{_jail.Id}", "--gid", $"{_jail.Id}", "--chroot-base-dir", _jail.Directory,
            .. ControlGroup(), "--resource-limit", $"no-file={MachineJail.MaxFiles}", "--", .. arguments,
        ],
        Limits = MachineJail.Limits,
        Confinement = _jail.Confine(_root, becomes: false) with
        {
            Files = [.. files.Select((file, index) => new HandedFile(FirecrackerDescriptors.PathOf(FirecrackerDescriptors.Log + index), file)), .. Named(plan.Paths)],
            HasNoNetwork = plan.Config.Network is null,
        },
    };

    public string AddressOf(string name) => _root.Mount.AddressOf($"{Path.GetFileName(_program.Path)}/{_jail.Id}/root/{name}");

    public void Admit(string name) => DirectoryTree.ChangeOwnerOfName(AddressOf(name), _jail.Id, _jail.Id);

    public void Remove()
    {
        // Nobody sees it.
    }

    public void Dispose()
    {
        _jail.Dispose();
        _root.Dispose();
        _opened.ForEach(file => file.Dispose());
    }

    private IEnumerable<HandedFile> Named(FirecrackerPaths paths)
    {
        foreach (var path in (IEnumerable<string?>)[paths.Kernel, paths.Initrd])
        {
            if (path is null)
                continue;
            _opened.Add(ReopenedFile.OpenPath(path, writable: false));
            yield return new HandedFile(path, _opened[^1]);
        }
    }

    // It is in its group already; but a jailer that is told none moves into one named firecracker, if there is such.
    private string[] ControlGroup() => _jail.Group is { } group ? ["--cgroup-version", "2", "--parent-cgroup", group.Name] : ["--cgroup-version", "1"];
}
