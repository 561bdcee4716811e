using Slipway.Contracts.Run;
using Slipway.Host.Boot;
using Slipway.Host.Suspension;
using Slipway.Host.Templates;
using Slipway.Images;
using Slipway.Vmm.Boot;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>Starts machines on this host: an image's rootfs, disks of its own, a VMM, and the conversation with the guest's init.</summary>
public sealed partial class MachineLauncher(IVmm vmm, DataDirectory data, TimeProvider time)
{
    private readonly GuestConversation _conversation = new(time);

    /// <summary>
    /// Starts a machine; returns when its init has answered, with its program about to start. The lease stays the caller's, who keeps it until
    /// the machine is disposed.
    /// </summary>
    /// <exception cref="MachineException">The guest panicked, crashed or did not answer within the configured time.</exception>
    /// <exception cref="VmmException">The VMM refused the configuration.</exception>
    /// <exception cref="FormatException">Image or configuration ask for what no guest can be told.</exception>
    public async Task<Machine> LaunchAsync(MachineConfig config, ImageLease image, BootFiles boot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(boot);
        if (config is { SuspendDirectory: not null, Network: not (null or UserNetworkConfig) })
            throw new MachineException("a machine on a tap cannot be suspended: its copies would share the tap's address; leave out --suspend-to.");
        var id = MachineId.New();
        Directory.CreateDirectory(data.Root);
        var console = new KeptConsole(id, data);
        try
        {
            var run = GuestConfig.Of(id, config, image);
            string? reason = null;
            if (config.UsesTemplate)
            {
                switch (await FromTemplateAsync(config, run, image, boot, console, cancellationToken))
                {
                    case TemplateOutcome.Started started:
                        var clock = new MachineClock(time, started.Disks, started.Spawned, started.Making ?? TimeSpan.Zero, isBooted: false);
                        return new Machine(id, started.Vm, started.Link, console, clock, new MachineStart.FromTemplate(started.Making is not null), Keep(config, image, started.Owned));
                    case TemplateOutcome.Refused refused:
                        reason = refused.Reason;
                        break;
                }
            }

            return await BootAsync(id, config, run, image, boot, console, new MachineStart.Booted(reason), cancellationToken);
        }
        catch
        {
            console.Dispose();
            throw;
        }
    }

    private Task<TemplateOutcome> FromTemplateAsync(
        MachineConfig config, RunConfig run, ImageLease image, BootFiles boot, KeptConsole console, CancellationToken cancellationToken)
    {
        MachineDisks Disks(Template template) => MachineDisks.Create(config.SuspendDirectory ?? data.Root, template.OpenBootDisk(), image, config.DiskBytes);
        var shape = VmConfigOf(config, boot, MachineDisks.Shape, console);
        return new TemplateStarter(vmm, data, time).TryStartAsync(shape, run, boot, Disks, config.BootTimeout, cancellationToken);
    }

    private async Task<Machine> BootAsync(
        MachineId id, MachineConfig config, RunConfig run, ImageLease image, BootFiles boot, KeptConsole console, MachineStart start, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var disks = MachineDisks.Create(config.SuspendDirectory ?? data.Root, BootDisk.Write(data.Root, run, boot.Init.Span), image, config.DiskBytes);
        var disksTook = time.GetElapsedTime(begun);
        IVirtualMachine? vm = null;
        try
        {
            begun = time.GetTimestamp();
            vm = await vmm.StartAsync(VmConfigOf(config, boot, disks.Drives, console), cancellationToken);
            var link = await _conversation.BeginAsync(vm, config.BootTimeout, cancellationToken);
            return new Machine(id, vm, link, console, new MachineClock(time, disksTook, begun, TimeSpan.Zero, isBooted: true), start, Keep(config, image, disks));
        }
        catch (Exception e)
        {
            // The console is read before its machine goes.
            var reason = e is MachineException ? console.Keep(e.Message) : null;
            disks.Dispose();
            if (vm is not null)
                await vm.DisposeAsync();
            if (reason is not null)
                throw new MachineException(reason, e);
            throw;
        }
    }

    /// <summary>The VMM has its disks open; they stay open here only where they may have to be published.</summary>
    private static SuspensionPlan? Keep(MachineConfig config, ImageLease image, MachineDisks disks)
    {
        if (config.SuspendDirectory is { } directory)
            return new SuspensionPlan(directory, config, image, disks);
        disks.Dispose();
        return null;
    }

    private static VmConfig VmConfigOf(MachineConfig config, BootFiles boot, IReadOnlyList<DriveConfig> drives, KeptConsole console) => new()
    {
        KernelFile = boot.KernelFile,
        InitrdFile = boot.InitrdFile,
        VcpuCount = config.VcpuCount,
        MemoryMib = config.MemoryMib,
        Drives = drives,
        Network = config.Network,
        Accelerator = config.Accelerator,
        SnapshotDirectory = config.SuspendDirectory,
        ConsoleFile = console.File,
    };
}
