using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Init.Boot;
using Slipway.Init.Events;
using Slipway.Init.Network;
using Slipway.Init.Processes;
using Slipway.Init.Rootfs;
using Slipway.Init.Users;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Guest;
using Slipway.Linux.Mounts;
using Slipway.Linux.Paths;

namespace Slipway.Init.Machine;

/// <summary>What the run config describes, made real: root, network, volumes, user, and the programs started in them.</summary>
internal sealed class Workload
{
    private readonly RunConfig _config;
    private readonly GuestRoot _root;
    private readonly ProgramUser _user;
    private readonly ProgramStarter _starter;

    /// <param name="config">What to make.</param>
    /// <param name="root">The root, already entered.</param>
    /// <param name="network">The network, perhaps up already.</param>
    /// <param name="loop">For the programs' pipes.</param>
    /// <exception cref="GuestFaultException">A step failed.</exception>
    public Workload(RunConfig config, GuestRoot root, GuestNetwork network, EventLoop loop)
    {
        _config = config;
        _root = root;
        SystemMounts.AttachRun();
        GuestKernel.SetHostname(config.Hostname);
        EtcFiles.Write(config);
        network.SetUp("", config.IPConfigs, config.Mtu);
        _user = UserResolver.OfRoot().Resolve(UserSpec);
        Volumes.Attach(config.Mounts ?? [], _user);
        GuestFaultException.Guard(GuestErrorCode.System, "working directory", () => DirectoryTree.CreateWithParents(WorkingDir, 0x1ED));
        if (config.ReadOnlyRoot)
        {
            GuestFaultException.Guard(GuestErrorCode.System, "read-only root", () =>
                Mount.Attach("/", "/", null, MountFlags.Remount | MountFlags.Bind | MountFlags.ReadOnly | MountFlags.RelativeAccessTime));
        }

        Groups = ControlGroups.Find();
        _starter = new ProgramStarter(loop, Groups, new ProgramLimits(config.Rlimits ?? []), config.PlatformArchitecture);
    }

    public ControlGroups Groups { get; }

    private string UserSpec => Wish(_config.UserOverride, _config.ImageConfig?.User);

    private string WorkingDir => Wish(_config.WorkingDirOverride, _config.ImageConfig?.WorkingDir) is { Length: > 0 } directory
        ? (directory.StartsWith('/') ? directory : "/" + directory)
        : "/";

    /// <summary>The signal that asks the main process to stop.</summary>
    public int StopSignal => SignalNames.Parse(Wish(_config.StopSignal, _config.ImageConfig?.StopSignal)) is > 0 and var signal ? signal : SignalNames.Terminate;

    /// <summary>Starts the main process.</summary>
    /// <exception cref="GuestFaultException">It cannot be executed.</exception>
    public ChildProcess StartMain() => _starter.Start(new ProgramPlan
    {
        Args = ProgramArguments.Compose(_config),
        Env = ProgramEnvironment.Compose(_config, _user, _config.Tty),
        WorkingDir = WorkingDir,
        User = _user,
        Group = ControlGroups.Main,
        Tty = _config.Tty,
        TtySize = _config.TtySize,
        Stdin = _config.Stdin,
    });

    /// <summary>Starts a program beside the main process.</summary>
    /// <exception cref="GuestFaultException">It cannot be executed, or its user does not exist.</exception>
    public ChildProcess StartExec(ExecRequest request)
    {
        var user = string.IsNullOrEmpty(request.User) ? _user : UserResolver.OfRoot().Resolve(request.User);
        return _starter.Start(new ProgramPlan
        {
            Args = request.Args,
            Env = ProgramEnvironment.Compose(_config, user, request.Tty, request.Env),
            WorkingDir = request.WorkingDir is { Length: > 0 } directory ? directory : WorkingDir,
            User = user,
            Group = ControlGroups.Exec,
            Tty = request.Tty,
            TtySize = request.TtySize,
            Stdin = request.Stdin,
        });
    }

    /// <summary>Makes the filesystems that the workload writes to still; its processes must be.</summary>
    /// <exception cref="LinuxException">One refused; <see cref="Thaw"/> undoes the rest.</exception>
    public void FreezeFilesystems()
    {
        Mount.SyncAll();
        ForEachFilesystem(directory =>
        {
            var errno = Mount.TryFreeze(directory);
            if (errno is not (0 or Errno.Busy))
                throw new LinuxException("ioctl FIFREEZE", errno);
        });
    }

    /// <summary>Lets filesystems and processes go on; what is not frozen stays as it is.</summary>
    public void Thaw()
    {
        ThawFilesystems();
        Groups.SetFrozen(false);
    }

    /// <summary>Lets filesystems go on, and no process.</summary>
    public void ThawFilesystems() => ForEachFilesystem(directory => _ = Mount.TryThaw(directory));

    // The image's own wishes count where the machine has none; an empty string is no wish.
    private static string Wish(string? machine, string? image) => !string.IsNullOrEmpty(machine) ? machine : image ?? "";

    private void ForEachFilesystem(Action<FileDescriptor> action)
    {
        foreach (var directory in _root.Writable)
            action(directory);
        foreach (var directory in Volumes.OpenWritable(_config.Mounts ?? []))
        {
            using (directory)
                action(directory);
        }
    }
}
