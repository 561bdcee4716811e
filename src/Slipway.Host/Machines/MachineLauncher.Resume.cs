using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slipway.Contracts.GuestLink;
using Slipway.Host.Networks;
using Slipway.Host.Suspension;
using Slipway.Images;
using Slipway.Images.Rootfs;
using Slipway.Images.Snapshots;
using Slipway.Linux.Files;
using Slipway.Vmm.GuestLink;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Host.Machines;

/// <content>Machines that go on where one was suspended.</content>
public sealed partial class MachineLauncher
{
    private const int MachineIdBytes = 16;

    /// <summary>
    /// Starts a copy of a suspended machine: with memory, disk, names and addresses of its own. What was suspended stays as it is. Returns when its init has answered and its
    /// program goes on.
    /// </summary>
    /// <param name="image">
    /// The lease of the machine's image, as it was; stays the caller's, who keeps it until the machine is disposed. Null where it
    /// <see cref="SuspendedMachine.NeedsImage">needs none</see>.
    /// </param>
    /// <exception cref="SnapshotException">It does not fit this host, this VMM or the image.</exception>
    /// <exception cref="ImageException">A filesystem is not what it should be.</exception>
    /// <exception cref="MachineException">Its network cannot be made, or the guest did not answer.</exception>
    /// <exception cref="VmmException">The VMM refused.</exception>
    public async Task<Machine> ResumeAsync(SuspendedMachine suspended, ResumeConfig config, ImageLease? image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(suspended);
        ArgumentNullException.ThrowIfNull(config);
        var layers = LayersOf(suspended, image);
        var snapshot = MemorySnapshot.Open(suspended.Directory);
        var id = MachineId.New();
        Directory.CreateDirectory(data.Root);
        var console = new KeptConsole(id, data);
        MachineNetwork? network = null;
        MachineDisks? disks = null;
        IVirtualMachine? vm = null;
        try
        {
            var machine = config.MachineOf(suspended.Record);
            var begun = time.GetTimestamp();
            network = await ConnectAsync(machine);
            TimeSpan? networkTook = network is null ? null : time.GetElapsedTime(begun);
            begun = time.GetTimestamp();
            disks = await CopyDisksAsync(suspended, layers, config.SuspendDirectory ?? data.Root);
            var disksTook = time.GetElapsedTime(begun);
            begun = time.GetTimestamp();
            vm = await vmm.RestoreAsync(RestoredConfigOf(machine, disks.Drives, network, console), snapshot, cancellationToken);
            var link = await _conversation.BeginAsync(vm, config.AnswerTimeout, cancellationToken);
            await _conversation.RenewAsync(vm, link, IdentityOf(machine.Hostname ?? id.ToString(), network), config.AnswerTimeout, cancellationToken);
            var clock = new MachineClock(time, networkTook, making: null, disksTook, begun, isBooted: false);
            return new Machine(id, vm, link, disks, console, clock)
            {
                Start = new MachineStart.Resumed(),
                Network = network,
                Suspension = SuspensionOf(machine, disks, SuspendedImage.Of(suspended.Record)),
            };
        }
        catch (Exception e)
        {
            await EndAsync(vm, disks);
            network?.Dispose();
            console.Dispose();
            if (e is GuestException guest)
                throw new MachineException($"the machine in {suspended.Directory} does not go on: {guest.Message}", e);
            throw;
        }
    }

    private static VmConfig RestoredConfigOf(MachineConfig machine, IReadOnlyList<DriveConfig> drives, MachineNetwork? network, KeptConsole console) => new()
    {
        KernelFile = "",
        VcpuCount = machine.VcpuCount,
        MemoryMib = machine.MemoryMib,
        Drives = drives,
        Network = DeviceOf(machine, network),
        Accelerator = machine.Accelerator,
        SnapshotDirectory = machine.SuspendDirectory,
        ConsoleFile = console.File,
    };

    private static async Task<MachineDisks> CopyDisksAsync(SuspendedMachine suspended, IReadOnlyList<RootfsLayer> layers, string directory)
    {
        SafeFileHandle? boot = null, writable = null;
        try
        {
            boot = ReopenedFile.OpenPath(suspended.BootDisk, writable: false);
            using var original = ReopenedFile.OpenPath(suspended.Writable, writable: false);
            writable = UnnamedFile.Create(directory, copy => SparseFile.Copy(original, copy));
        }
        catch (IOException e)
        {
            boot?.Dispose();
            throw new SnapshotException($"the disks of the machine in {suspended.Directory} cannot be copied: {e.Message}", e);
        }

        return await MachineDisks.CreateAsync(boot, new Snapshot(layers, writable, identity: null), directory);
    }

    // Another filesystem under a kernel that has this one mounted would be read as this one.
    private static IReadOnlyList<RootfsLayer> LayersOf(SuspendedMachine suspended, ImageLease? image)
    {
        if (!suspended.NeedsImage)
            return [];
        ArgumentNullException.ThrowIfNull(image);
        var layers = image.Layers.Select(layer => Path.GetFileName(layer.Path)).ToList();
        return layers.SequenceEqual(suspended.Record.Layers)
            ? image.Layers
            : throw new SnapshotException($"the machine in {suspended.Directory} runs on {string.Join(", ", suspended.Record.Layers)}, and {image.Name} is {string.Join(", ", layers)} here.");
    }

    private RenewRequest IdentityOf(string hostname, MachineNetwork? network) => new()
    {
        Freshness = _conversation.Fresh(),
        Hostname = hostname,
        MachineId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MachineIdBytes)),
        IPConfigs = network is null ? null : [network.GuestAddress],
        EtcResolv = network?.GuestResolver,
    };
}
