using Microsoft.Win32.SafeHandles;
using Slipway.Host.Boot;
using Slipway.Host.Networks;
using Slipway.Host.Suspension;
using Slipway.Host.Templates;
using Slipway.Images;
using Slipway.Images.Snapshots;
using Slipway.Vmm.Boot;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>Starts machines on this host: an image's rootfs, disks of its own, a VMM, and the conversation with the guest's init.</summary>
public sealed partial class MachineLauncher(IVmm vmm, DataDirectory data, TimeProvider time)
{
    private readonly GuestConversation _conversation = new(time);

    /// <summary>
    /// Starts a machine, from a template or by a boot; returns when its init has answered, with its program about to start. The lease stays the caller's, who
    /// keeps it until the machine is disposed.
    /// </summary>
    /// <param name="snapshotter">Gives the machine its filesystems.</param>
    /// <param name="retrying">Called before a second boot, with the time for which the first was silent.</param>
    /// <exception cref="MachineException">The network cannot be made, or the guest panicked, crashed or did not answer within the configured time.</exception>
    /// <exception cref="VmmException">The VMM refused the configuration.</exception>
    /// <exception cref="ImageException">There is no room, or a filesystem is not what it should be.</exception>
    /// <exception cref="FormatException">Image or configuration ask for what no guest can be told.</exception>
    public async Task<Machine> LaunchAsync(
        MachineConfig config, ImageLease image, ISnapshotter snapshotter, BootFiles boot, Action<TimeSpan> retrying, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(snapshotter);
        ArgumentNullException.ThrowIfNull(boot);
        ArgumentNullException.ThrowIfNull(retrying);
        var id = MachineId.New();
        Directory.CreateDirectory(data.Root);
        var console = new KeptConsole(id, data);
        MachineNetwork? network = null;
        try
        {
            var begun = time.GetTimestamp();
            network = await ConnectAsync(config);
            TimeSpan? networkTook = network is null ? null : time.GetElapsedTime(begun);
            var layout = DiskLayout.Of(snapshotter, image);
            var plan = new StartPlan(
                VmConfigOf(config, layout, boot, console, network),
                GuestConfig.Of(id, config, image, layout, network),
                boot,
                (bootDisk, token) => CreateDisksAsync(bootDisk, config, image, snapshotter, token));
            var attempts = new BootAttempts(config.BootTimeout, retrying);
            var tried = config.UsesTemplate ? await new TemplateStarter(vmm, data, time).TryStartAsync(plan, attempts, cancellationToken) : null;
            var cloned = tried as TemplateOutcome.Started;
            var guest = cloned?.Guest ?? await attempts.RunAsync(silence => TryBootAsync(plan, console, attempts.Limit, silence, cancellationToken));
            MachineStart start = cloned is null ? new MachineStart.Booted((tried as TemplateOutcome.Refused)?.Reason) : new MachineStart.FromTemplate(cloned.Making is not null);
            var clock = new MachineClock(time, networkTook, cloned?.Making, guest.DisksTook, guest.Spawned, isBooted: cloned is null);
            return new Machine(id, guest.Vm, guest.Link, guest.Disks, console, clock)
            {
                Start = start,
                Network = network,
                Suspension = SuspensionOf(config, guest.Disks, SuspendedImage.Of(image, guest.Disks)),
            };
        }
        catch
        {
            network?.Dispose();
            console.Dispose();
            throw;
        }
    }

    /// <summary>One boot; null when the guest was silent for as long as <paramref name="silence"/>, never with an infinite one.</summary>
    private async Task<StartedGuest?> TryBootAsync(StartPlan plan, KeptConsole console, TimeSpan limit, TimeSpan silence, CancellationToken cancellationToken)
    {
        console.Clear();
        var begun = time.GetTimestamp();
        var disks = await plan.CreateDisksAsync(BootDisk.Write(data.Root, plan.Run, plan.Boot.InitFile), cancellationToken);
        var disksTook = time.GetElapsedTime(begun);
        IVirtualMachine? vm = null;
        try
        {
            begun = time.GetTimestamp();
            vm = await vmm.StartAsync(plan.Vm with { Drives = disks.Drives }, cancellationToken);
            if (await _conversation.TryBeginAsync(vm, limit, silence, cancellationToken) is { } link)
                return new StartedGuest(vm, link, disks, disksTook, begun);
            await EndAsync(vm, disks);
            return null;
        }
        catch (Exception e)
        {
            // The console is read before its machine goes.
            var reason = e is MachineException ? console.Keep(e.Message) : null;
            await EndAsync(vm, disks);
            if (reason is not null)
                throw new MachineException(reason, e);
            throw;
        }
    }

    private async Task<MachineDisks> CreateDisksAsync(
        SafeFileHandle bootDisk, MachineConfig config, ImageLease image, ISnapshotter snapshotter, CancellationToken cancellationToken)
    {
        var directory = config.SuspendDirectory ?? data.Root;
        Snapshot snapshot;
        try
        {
            snapshot = await snapshotter.CreateAsync(image, new SnapshotConfig(directory, config.DiskBytes, time.GetUtcNow()), cancellationToken);
        }
        catch
        {
            bootDisk.Dispose();
            throw;
        }

        return await MachineDisks.CreateAsync(bootDisk, snapshot, directory);
    }

    private static async Task EndAsync(IVirtualMachine? vm, MachineDisks? disks)
    {
        if (vm is not null)
            await vm.DisposeAsync();
        if (disks is not null)
            await disks.DisposeAsync();
    }

    private static SuspensionPlan? SuspensionOf(MachineConfig config, MachineDisks disks, SuspendedImage image) =>
        config.SuspendDirectory is { } directory ? new SuspensionPlan(directory, config, image, disks) : null;

    /// <summary>All of a machine but its drives, of which only the shape is known yet.</summary>
    private static VmConfig VmConfigOf(MachineConfig config, DiskLayout disks, BootFiles boot, KeptConsole console, MachineNetwork? network) => new()
    {
        KernelFile = boot.KernelFile,
        InitrdFile = boot.InitrdFile,
        VcpuCount = config.VcpuCount,
        MemoryMib = config.MemoryMib,
        Drives = disks.Shape(),
        Network = DeviceOf(config, network),
        Accelerator = config.Accelerator,
        SnapshotDirectory = config.SuspendDirectory,
        ConsoleFile = console.File,
    };

    private static async Task<MachineNetwork?> ConnectAsync(MachineConfig config) =>
        config.Network is { Kind: NetworkKind.Tap } tap ? await MachineNetwork.CreateAsync(tap) : null;

    private static NetworkConfig? DeviceOf(MachineConfig config, MachineNetwork? network) => network is null ? UserNetworkOf(config) : network.Device;

    private static UserNetworkConfig? UserNetworkOf(MachineConfig config) =>
        config.Network is { Kind: NetworkKind.User } user ? new UserNetworkConfig { Ports = user.Ports, AllowOutbound = user.AllowOutbound } : null;
}
