using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Vmm.Firecracker.Api;
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

    public string Name => "firecracker";

    public bool SavesMachines => false;

    /// <summary>Devices are on PCI and not on virtio-mmio: faster disks and networks, a slower boot.</summary>
    public bool UsesPci { get; init; }

    public async Task<IVirtualMachine> StartAsync(VmConfig config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (FirecrackerFaults.Find(config) is { Count: > 0 } faults)
            throw new VmmException($"the machine's configuration cannot work: {string.Join("; ", faults)}");
        // Firecracker does not say which device it cannot have, and as root makes one that is missing.
        if (config.Network is TapNetworkConfig tap)
            (await TapEnd.OpenAsync(tap)).Dispose();
        using var late = new CancellationTokenSource(s_startLimit, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await StartOneAsync(config, UsesPci ? ["--enable-pci"] : [], stop.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new VmmException($"{program.Path} did not start the machine within {s_startLimit.TotalSeconds:0} s; is it a Firecracker?");
        }
    }

    public Task<IVirtualMachine> RestoreAsync(VmConfig config, MemorySnapshot snapshot, CancellationToken cancellationToken) =>
        Task.FromException<IVirtualMachine>(new VmmException(FirecrackerFaults.Unsaved));

    private async Task<FirecrackerMachine> StartOneAsync(VmConfig config, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (UsesPci)
            await RequirePciAsync(cancellationToken);
        var directoryOfMachine = FirecrackerDirectory.Create(directory);
        FirecrackerProcess? process = null;
        try
        {
            process = await StartProcessAsync(config, directoryOfMachine, arguments);
            return await FirecrackerMachine.SetUpAsync(process, directoryOfMachine, FirecrackerSetup.Calls(config, PathsOf(config)), time, cancellationToken);
        }
        catch (Exception e)
        {
            var words = await EndAsync(process, directoryOfMachine, e);
            if (e is VmmException)
                throw new VmmException($"{program.Path} did not start the machine: {e.Message}{words}", e);
            throw;
        }
    }

    private async Task RequirePciAsync(CancellationToken cancellationToken)
    {
        var version = await program.AskVersionAsync(cancellationToken);
        if (version < FirecrackerFeatures.Pci)
            throw new VmmException($"{program.Path} is Firecracker {version}, which has no PCI; it came with {FirecrackerFeatures.Pci}");
    }

    private async Task<FirecrackerProcess> StartProcessAsync(VmConfig config, FirecrackerDirectory directoryOfMachine, IReadOnlyList<string> arguments)
    {
        var drives = new List<SafeFileHandle>();
        try
        {
            foreach (var drive in config.Drives)
                drives.Add(ReopenedFile.Open(drive.File, writable: !drive.IsReadOnly));
            var network = (config.Network as TapNetworkConfig)?.Namespace;
            return await FirecrackerProcess.StartAsync(program, directoryOfMachine.Path, arguments, drives, config.ConsoleFile, network);
        }
        finally
        {
            drives.ForEach(drive => drive.Dispose());
        }
    }

    private static FirecrackerPaths PathsOf(VmConfig config) => new(
        Path.GetFullPath(config.KernelFile),
        config.InitrdFile is { } initrd ? Path.GetFullPath(initrd) : null,
        [.. Enumerable.Range(FirecrackerDescriptors.FirstDrive, config.Drives.Count).Select(FirecrackerDescriptors.PathOf)],
        FirecrackerSockets.Vsock);

    /// <summary>Clears up after a start that failed.</summary>
    /// <returns>What the process said before it ended by itself; empty when it did not, or said nothing.</returns>
    private async Task<string> EndAsync(FirecrackerProcess? process, FirecrackerDirectory directoryOfMachine, Exception failure)
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

        directoryOfMachine.Dispose();
        return words;
    }
}
