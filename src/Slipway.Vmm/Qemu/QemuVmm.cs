using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Clocks;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Qemu;

/// <summary>Runs machines under QEMU, with KVM or by emulation. Thread safe, without state of its own.</summary>
public sealed class QemuVmm : IVmm
{
    private const long BytesPerMib = 1024 * 1024;

    // Exact to 20 parts per million; measured once, since it does not change while the host runs.
    private static readonly Lazy<long?> s_counterKilohertz = new(() => TimeStampCounter.MeasureKilohertz(TimeSpan.FromMilliseconds(5)));

    /// <summary>What <see cref="Name"/> says.</summary>
    internal const string VmmName = "qemu";

    public string Name => VmmName;

    public async Task<IVirtualMachine> StartAsync(VmConfig config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        Require(VmConfigFaults.Find(config, QemuCommandLine.MaxDrives));
        var memory = config.SnapshotDirectory is { } directory ? CreateMemory(config, directory) : null;
        return await RunAsync(config, memory, memory is null ? QemuMemory.Anonymous : QemuMemory.Shared, null, cancellationToken);
    }

    public async Task<IVirtualMachine> RestoreAsync(VmConfig config, MemorySnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(snapshot);
        Require(VmConfigFaults.FindRestored(config, QemuCommandLine.MaxDrives));
        snapshot.RequireFit(config, HostProcessor.Read(s_counterKilohertz.Value));
        using var original = ReopenedFile.OpenPath(snapshot.MemoryFile, writable: true);
        var memory = config.SnapshotDirectory is { } directory ? CopyMemory(original, config, directory) : ReopenedFile.Open(original, writable: true);
        return await RunAsync(config, memory, config.SnapshotDirectory is null ? QemuMemory.Private : QemuMemory.Shared, snapshot, cancellationToken);
    }

    private static async Task<IVirtualMachine> RunAsync(VmConfig config, SafeFileHandle? memory, QemuMemory kind, MemorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        using var channels = new QemuChannels();
        List<SafeFileHandle> files = [];
        OwnedChild child;
        try
        {
            foreach (var drive in config.Drives)
                files.Add(ReopenedFile.Open(drive.File, writable: !drive.IsReadOnly || drive.IsPlaceholder));
            var tap = config.Network as TapNetworkConfig;
            if (tap is not null)
                files.Add(await TapEnd.OpenAsync(tap));
            if (memory is not null)
                files.Add(ReopenedFile.Open(memory, writable: true));
            if (snapshot is not null)
                files.Add(ReopenedFile.OpenPath(snapshot.StateFile, writable: false));
            child = await OwnedChild.StartAsync(new OwnedChildConfig
            {
                Program = ProgramPath.Find("qemu-system-x86_64", "qemu-system-x86"),
                Arguments = QemuCommandLine.Build(config, config.Accelerator == Accelerator.Tcg ? s_counterKilohertz.Value : null, kind, snapshot is not null),
                Environment = ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"],
                StandardError = channels.Errors.Theirs,
                NetworkNamespace = tap?.Namespace,
                Descriptors = [channels.Link.Theirs, channels.Monitor.Theirs, channels.Console.Theirs, .. files],
            });
        }
        catch
        {
            memory?.Dispose();
            throw;
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
        var machine = new QemuMachine(child, channels, config, memory, () => HostProcessor.Read(s_counterKilohertz.Value));
        return await machine.ConnectAsync(snapshot, cancellationToken);
    }

    private static SafeFileHandle CreateMemory(VmConfig config, string directory) => Fill(directory, file => SparseFile.Reserve(file, config.MemoryMib * BytesPerMib));

    private static SafeFileHandle CopyMemory(SafeFileHandle original, VmConfig config, string directory) => Fill(directory, file =>
    {
        SparseFile.Reserve(file, config.MemoryMib * BytesPerMib);
        SparseFile.Copy(original, file);
    });

    private static SafeFileHandle Fill(string directory, Action<SafeFileHandle> fill)
    {
        var file = UnnamedFile.Create(directory);
        try
        {
            fill(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Require(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
            throw new VmmException($"the machine's configuration cannot work: {string.Join("; ", faults)}");
    }
}
