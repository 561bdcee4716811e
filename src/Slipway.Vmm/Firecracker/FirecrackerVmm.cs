using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Vmm.Firecracker.Api;
using Slipway.Vmm.Jails;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Firecracker;

/// <summary>Runs machines under Firecracker, with KVM. Thread safe, without state of its own.</summary>
/// <param name="program">Which Firecracker.</param>
/// <param name="directory">Where a starting machine has its sockets for a moment; made when missing.</param>
public sealed class FirecrackerVmm(FirecrackerProgram program, string directory, TimeProvider time) : IVmm
{
    // It takes 20 ms, most of it for the kernel's file; a busy host ten times that. A program that is no Firecracker may wait for ever.
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(1);

    /// <summary>What <see cref="Name"/> says.</summary>
    internal const string VmmName = "firecracker";

    public string Name => VmmName;

    /// <summary>Devices are on PCI and not on virtio-mmio: faster disks and networks, a slower boot.</summary>
    public bool UsesPci { get; init; }

    /// <summary>What confines its processes.</summary>
    public JailDecision Jail { get; init; } = JailDecision.Off;

    public Task<IVirtualMachine> StartAsync(VmConfig config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        return StartAsync(config, FirecrackerFaults.Find(config), null, cancellationToken);
    }

    public Task<IVirtualMachine> RestoreAsync(VmConfig config, MemorySnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(snapshot);
        return StartAsync(config, FirecrackerFaults.FindRestored(config), snapshot, cancellationToken);
    }

    /// <summary>What a snapshot says about this host. The rate of its time stamp counter is in Firecracker's own state, which also scales it.</summary>
    internal static HostProcessor ReadHost() => HostProcessor.Read(counterKilohertz: null);

    private async Task<IVirtualMachine> StartAsync(VmConfig config, IReadOnlyList<string> faults, MemorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        if (faults.Count > 0)
            throw new VmmException($"the machine's configuration cannot work: {string.Join("; ", faults)}");
        snapshot?.RequireFit(config, ReadHost());
        // Firecracker does not say which device it cannot have, and as root makes one that is missing.
        if (config.Network is TapNetworkConfig tap)
            (await TapEnd.OpenAsync(tap)).Dispose();
        using var late = new CancellationTokenSource(s_startLimit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await StartOneAsync(config, snapshot, UsesPci ? ["--enable-pci"] : [], stop.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new VmmException($"{program.Path} did not start the machine within {s_startLimit.TotalSeconds:0} s; is it a Firecracker?");
        }
    }

    private async Task<FirecrackerMachine> StartOneAsync(
        VmConfig config, MemorySnapshot? snapshot, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (UsesPci)
            await RequirePciAsync(cancellationToken);
        var place = CreatePlace(config);
        FirecrackerPlan? plan = null;
        FirecrackerProcess? process = null;
        try
        {
            plan = PlanOf(config, snapshot);
            process = await StartProcessAsync(plan, place, arguments);
            return await FirecrackerMachine.SetUpAsync(process, place, plan, time, cancellationToken);
        }
        catch (Exception e)
        {
            plan?.Dispose();
            var words = await EndAsync(process, place, e);
            if (e is VmmException)
                throw new VmmException($"{program.Path} did not start the machine: {e.Message}{words}", e);
            throw;
        }
    }

    private IFirecrackerPlace CreatePlace(VmConfig config)
    {
        if (MachineJail.Create(Jail, config) is not { } jail)
            return FirecrackerDirectory.Create(directory, program);
        try
        {
            return new FirecrackerJail(Jail.Jailer!, jail, program);
        }
        catch
        {
            jail.Dispose();
            throw;
        }
    }

    private async Task RequirePciAsync(CancellationToken cancellationToken)
    {
        var version = await program.AskVersionAsync(cancellationToken);
        if (version < FirecrackerFeatures.Pci)
            throw new VmmException($"{program.Path} is Firecracker {version}, which has no PCI; it came with {FirecrackerFeatures.Pci}");
    }

    private static FirecrackerPlan PlanOf(VmConfig config, MemorySnapshot? snapshot)
    {
        var paths = FirecrackerDescriptors.PathsOf(config, snapshot is not null);
        if (snapshot is null)
            paths = paths with { Kernel = Path.GetFullPath(config.KernelFile), Initrd = config.InitrdFile is { } initrd ? Path.GetFullPath(initrd) : null };
        return new FirecrackerPlan(config, paths, snapshot, config.SnapshotDirectory is { } saved ? SnapshotFiles.Create(saved, config.MemoryMib) : null);
    }

    private static async Task<FirecrackerProcess> StartProcessAsync(FirecrackerPlan plan, IFirecrackerPlace place, IReadOnlyList<string> arguments)
    {
        var config = plan.Config;
        var drives = new List<SafeFileHandle>();
        using var loaded = plan.From is { } snapshot ? SnapshotFiles.Open(snapshot) : null;
        try
        {
            foreach (var drive in config.Drives)
                drives.Add(ReopenedFile.Open(drive.File, writable: !drive.IsReadOnly));
            IEnumerable<SnapshotFiles?> snapshots = [loaded, plan.SavedFiles];
            List<SafeFileHandle> files = [.. drives, .. snapshots.OfType<SnapshotFiles>().SelectMany(pair => (SafeFileHandle[])[pair.Memory, pair.State])];
            return await FirecrackerProcess.StartAsync(place, plan, arguments, files);
        }
        finally
        {
            drives.ForEach(drive => drive.Dispose());
        }
    }

    /// <summary>Clears up after a start that failed.</summary>
    /// <returns>What the process said before it ended by itself; empty when it did not, or said nothing.</returns>
    private async Task<string> EndAsync(FirecrackerProcess? process, IFirecrackerPlace place, Exception failure)
    {
        var words = "";
        if (process is not null)
        {
            // A connection that broke is the process's end, which may be seen a moment later.
            if (failure is VmmException { InnerException: not null })
                await Task.WhenAny(process.Exited, Task.Delay(s_endLimit, time, CancellationToken.None));
            if (process.Exited.IsCompleted && await process.Exited is VmExit.Failed failed)
                words = $"; {failed.Message}";
            await process.DisposeAsync();
        }

        place.Dispose();
        return words;
    }
}
