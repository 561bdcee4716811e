using Microsoft.Win32.SafeHandles;
using Slipway.Linux;
using Slipway.Linux.Clocks;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Jails;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Vmm.Qemu;

/// <summary>Runs machines under QEMU, with KVM or by emulation. Thread safe, without state of its own.</summary>
public sealed class QemuVmm : IVmm
{
    private const long BytesPerMib = 1024 * 1024;

    /// <summary>Lower ones take a capability.</summary>
    private const int FirstFreePort = 1024;

    // Exact to 20 parts per million; measured once, since it does not change while the host runs.
    private static readonly Lazy<long?> s_counterKilohertz = new(() => TimeStampCounter.MeasureKilohertz(TimeSpan.FromMilliseconds(5)));

    /// <summary>What <see cref="Name"/> says.</summary>
    internal const string VmmName = "qemu";

    public string Name => VmmName;

    /// <summary>What confines its processes.</summary>
    public JailDecision Jail { get; init; } = JailDecision.Off;

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

    private async Task<IVirtualMachine> RunAsync(VmConfig config, SafeFileHandle? memory, QemuMemory kind, MemorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        using var channels = new QemuChannels();
        MachineJail? jail = null;
        OwnedChild child;
        try
        {
            jail = MachineJail.Create(Jail, config);
            child = await SpawnAsync(config, channels, memory, kind, snapshot, jail);
        }
        catch (Exception e)
        {
            jail?.Dispose();
            memory?.Dispose();
            if (jail is not null && e is LinuxException { Call: OwnedChild.ExecuteCall })
                throw new VmmException($"QEMU cannot be started in its jail, where only it, its firmware and the system's libraries are: {e.Message}; --jail off starts it without", e);
            throw;
        }

        var machine = new QemuMachine(child, channels, config, memory, jail, () => HostProcessor.Read(s_counterKilohertz.Value));
        return await machine.ConnectAsync(snapshot, cancellationToken);
    }

    private static async Task<OwnedChild> SpawnAsync(
        VmConfig config, QemuChannels channels, SafeFileHandle? memory, QemuMemory kind, MemorySnapshot? snapshot, MachineJail? jail)
    {
        var program = ProgramPath.Find("qemu-system-x86_64", "qemu-system-x86");
        List<SafeFileHandle> files = [], opened = [];
        using var root = jail is null ? null : QemuJail.CreateRoot(jail, program, config);
        try
        {
            foreach (var drive in config.Drives)
                files.Add(ReopenedFile.Open(drive.File, writable: !drive.IsReadOnly || drive.IsPlaceholder));
            var tap = config.Network as TapNetworkConfig;
            if (tap is not null)
                files.Add(await TapEnd.OpenAsync(tap));
            // QEMU asks for more access to a private memory's file than it uses; jailed, it does not get it.
            if (memory is not null)
                files.Add(ReopenedFile.Open(memory, writable: jail is null || kind == QemuMemory.Shared));
            var memoryFile = memory is null ? null : files[^1];
            if (snapshot is not null)
                files.Add(ReopenedFile.OpenPath(snapshot.StateFile, writable: false));
            var counter = config.Accelerator == Accelerator.Tcg ? s_counterKilohertz.Value : null;
            var seen = jail is null ? config : QemuJail.FromInside(config);
            return await OwnedChild.StartAsync(new OwnedChildConfig
            {
                Program = program,
                Arguments = QemuCommandLine.Build(seen, counter, kind, jail is null ? null : QemuJail.Memory, snapshot is not null),
                Environment = ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"],
                StandardError = channels.Errors.Theirs,
                NetworkNamespace = tap?.Namespace,
                Descriptors = [channels.Link.Theirs, channels.Monitor.Theirs, channels.Console.Theirs, .. files],
                Limits = MachineJail.Limits,
                Confinement = jail is null ? null : ConfinementOf(config, jail, root!) with { Files = QemuJail.FilesOf(config, memoryFile, opened) },
            });
        }
        finally
        {
            files.ForEach(file => file.Dispose());
            opened.ForEach(file => file.Dispose());
        }
    }

    private static Confinement ConfinementOf(VmConfig config, MachineJail jail, JailRoot root) => jail.Confine(root, becomes: true) with
    {
        HasNoNetwork = config.Network is null,
        OpensLowPorts = config.Network is UserNetworkConfig { Ports: var ports } && ports.Any(port => port.HostPort < FirstFreePort),
    };

    private static SafeFileHandle CreateMemory(VmConfig config, string directory) => UnnamedFile.Create(directory, file => SparseFile.Reserve(file, config.MemoryMib * BytesPerMib));

    private static SafeFileHandle CopyMemory(SafeFileHandle original, VmConfig config, string directory) => UnnamedFile.Create(directory, file =>
    {
        SparseFile.Reserve(file, config.MemoryMib * BytesPerMib);
        SparseFile.Copy(original, file);
    });

    private static void Require(IReadOnlyList<string> faults)
    {
        if (faults.Count > 0)
            throw new VmmException($"the machine's configuration cannot work: {string.Join("; ", faults)}");
    }
}
