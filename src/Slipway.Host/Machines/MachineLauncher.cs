using System.Security.Cryptography;
using Slipway.Contracts.GuestLink;
using Slipway.Host.Boot;
using Slipway.Host.Networks;
using Slipway.Images;
using Slipway.Vmm.GuestLink;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>Starts machines on this host: an image's rootfs, disks of its own, a VMM, and the conversation with the guest's init.</summary>
public sealed class MachineLauncher(IVmm vmm, DataDirectory data, TimeProvider time)
{
    private const string Software = "slipway";

    /// <summary>
    /// Starts a machine; returns when its init has answered, with its program about to start. A guest that makes no progress is ended and started
    /// once more. The lease stays the caller's, who keeps it until the machine is disposed.
    /// </summary>
    /// <param name="retrying">Called before the second start, with the time for which the first was silent.</param>
    /// <exception cref="MachineException">The network cannot be made, or the guest panicked, crashed or did not answer within the configured time.</exception>
    /// <exception cref="VmmException">The VMM refused the configuration.</exception>
    /// <exception cref="FormatException">Image or configuration ask for what no guest can be told.</exception>
    public async Task<Machine> LaunchAsync(
        MachineConfig config, ImageLease image, BootFiles boot, Action<TimeSpan> retrying, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(retrying);
        var id = MachineId.New();
        var silence = BootWatchdog.LimitOf(config.BootTimeout);
        if (await TryLaunchAsync(id, config, image, boot, silence, cancellationToken) is { } machine)
            return machine;
        retrying(silence);
        return (await TryLaunchAsync(id, config, image, boot, Timeout.InfiniteTimeSpan, cancellationToken))!;
    }

    /// <summary>One start; null when the guest was silent for as long as <paramref name="silence"/>, never with an infinite one.</summary>
    private async Task<Machine?> TryLaunchAsync(
        MachineId id, MachineConfig config, ImageLease image, BootFiles boot, TimeSpan silence, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        Directory.CreateDirectory(data.Root);
        var console = new KeptConsole(id, data);
        IVirtualMachine? vm = null;
        MachineNetwork? network = null;
        try
        {
            network = config.Network is { Kind: NetworkKind.Tap } tap ? await MachineNetwork.CreateAsync(tap) : null;
            TimeSpan? networkTook = network is null ? null : time.GetElapsedTime(begun);
            begun = time.GetTimestamp();
            TimeSpan disksTook;
            using (var disks = MachineDisks.Create(data.Root, GuestConfig.Of(id, config, image, network), boot, image, config.DiskBytes))
            {
                disksTook = time.GetElapsedTime(begun);
                begun = time.GetTimestamp();
                vm = await vmm.StartAsync(VmConfigOf(config, boot, disks, console, network), cancellationToken);
            }

            if (await ConnectAsync(vm, config.BootTimeout, silence, console, cancellationToken) is { } link)
                return new Machine(id, vm, link, console, network, new MachineClock(time, networkTook, disksTook, begun));
            await EndAsync(vm, network, console);
            return null;
        }
        catch
        {
            await EndAsync(vm, network, console);
            throw;
        }
    }

    private static async Task EndAsync(IVirtualMachine? vm, MachineNetwork? network, KeptConsole console)
    {
        if (vm is not null)
            await vm.DisposeAsync();
        network?.Dispose();
        console.Dispose();
    }

    private static VmConfig VmConfigOf(MachineConfig config, BootFiles boot, MachineDisks disks, KeptConsole console, MachineNetwork? network) => new()
    {
        KernelFile = boot.KernelFile,
        InitrdFile = boot.InitrdFile,
        VcpuCount = config.VcpuCount,
        MemoryMib = config.MemoryMib,
        Drives = disks.Drives,
        Network = config.Network is { Kind: NetworkKind.User } user ? new UserNetworkConfig { Ports = user.Ports, AllowOutbound = user.AllowOutbound } : network?.Device,
        Accelerator = config.Accelerator,
        ConsoleFile = console.File,
    };

    /// <summary>Waits for init's answer, for the machine's end, for a silence (null) or for the time to be up, whichever comes first.</summary>
    private async Task<GuestLinkClient?> ConnectAsync(
        IVirtualMachine vm, TimeSpan timeout, TimeSpan silence, KeptConsole console, CancellationToken cancellationToken)
    {
        await using var watchdog = new BootWatchdog(vm.Console, silence, time);
        using var late = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token, watchdog.Silent);
        var hello = new LinkHello(LinkLimits.ProtocolVersion, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))), Software);
        try
        {
            return await GuestLinkClient.ConnectAsync(vm.Link, hello, resynchronise: false, stop.Token);
        }
        catch (OperationCanceledException) when (watchdog.Silent.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new MachineException(console.Keep($"the guest did not answer within {timeout.TotalSeconds:0.#} s; its kernel or init hangs"));
        }
        catch (GuestLinkException e)
        {
            throw new MachineException(console.Keep(MachineEnd.Describe(await vm.Exited.WaitAsync(cancellationToken), vm.Console)), e);
        }
    }
}
