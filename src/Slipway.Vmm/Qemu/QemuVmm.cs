using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Clocks;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Linux.Sockets;
using Slipway.Vmm.Acceleration;
using Slipway.Vmm.Machines;

namespace Slipway.Vmm.Qemu;

/// <summary>Runs machines under QEMU, with KVM or by emulation. Thread safe, without state of its own.</summary>
public sealed class QemuVmm : IVmm
{
    // Exact to 20 parts per million; measured once, since it does not change while the host runs.
    private static readonly Lazy<long?> s_counterKilohertz = new(() => TimeStampCounter.MeasureKilohertz(TimeSpan.FromMilliseconds(5)));

    public async Task<IVirtualMachine> StartAsync(VmConfig config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (VmConfigFaults.Find(config, QemuCommandLine.MaxDrives) is { Count: > 0 } faults)
            throw new VmmException($"the machine's configuration cannot work: {string.Join("; ", faults)}");
        var program = ProgramPath.Find("qemu-system-x86_64", "qemu-system-x86");
        using var link = SocketPair.Create();
        using var monitor = SocketPair.Create();
        using var console = SocketPair.Create();
        using var errors = SocketPair.Create();
        var files = new List<SafeFileHandle>();
        OwnedChild child;
        try
        {
            foreach (var drive in config.Drives)
                files.Add(ReopenedFile.Open(drive.File, writable: !drive.IsReadOnly));
            var tap = config.Network as TapNetworkConfig;
            if (tap is not null)
                files.Add(await TapEnd.OpenAsync(tap));
            child = await OwnedChild.StartAsync(new OwnedChildConfig
            {
                Program = program,
                Arguments = QemuCommandLine.Build(config, config.Accelerator == Accelerator.Tcg ? s_counterKilohertz.Value : null),
                Environment = ["PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"],
                StandardError = errors.Theirs,
                NetworkNamespace = tap?.Namespace,
                Descriptors = [link.Theirs, monitor.Theirs, console.Theirs, .. files],
            });
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
        return await QemuMachine.ConnectAsync(child, link, monitor, console, errors, config.ConsoleFile, cancellationToken);
    }
}
