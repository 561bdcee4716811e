using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Host.Boot;
using Slipway.Host.Machines;
using Slipway.Host.Networks;
using Slipway.Linux.Files;
using Slipway.Vmm.Boot;
using Slipway.Vmm.Machines;
using Slipway.Vmm.Snapshots;

namespace Slipway.Host.Templates;

/// <summary>
/// Makes a template: boots a machine of the wanted shape on a boot disk without a run config and on empty drives, and saves it once its init waits. No
/// image, no name and no secret of any machine is near it.
/// </summary>
internal sealed class TemplateMaker(IVmm vmm, TemplateStore store, GuestConversation conversation)
{
    /// <summary>Makes and publishes one.</summary>
    /// <param name="plan">A machine of the shape; its drives, ports and what it runs are not used.</param>
    /// <param name="console">Gets what the guest of the last boot says.</param>
    /// <exception cref="Exception">As for starting a machine; nothing is left then.</exception>
    public async Task MakeAsync(TemplateKey key, StartPlan plan, BootAttempts attempts, KeptConsole console, CancellationToken cancellationToken)
    {
        var directory = store.CreateTemporary();
        try
        {
            await attempts.RunAsync(silence => TrySaveAsync(directory, plan, console, attempts.Limit, silence, cancellationToken));
            store.Publish(directory, key);
        }
        finally
        {
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>One boot, and the guest saved; null when it was silent for as long as <paramref name="silence"/>, and nothing is left then.</summary>
    private async Task<MemorySnapshot?> TrySaveAsync(
        string directory, StartPlan plan, KeptConsole console, TimeSpan limit, TimeSpan silence, CancellationToken cancellationToken)
    {
        console.Clear();
        var config = plan.Vm;
        // A tap in a network that leads nowhere: the machine's own has its addresses and published ports.
        using var network = config.Network is TapNetworkConfig ? await MachineNetwork.CreateAsync(new MachineNetworkConfig { Kind = NetworkKind.Tap, AllowOutbound = false }) : null;
        using var drives = Placeholders.Create(directory, config, plan.Boot);
        NetworkConfig? device = config.Network is UserNetworkConfig ? new UserNetworkConfig() : network?.Device;
        var template = config with { Drives = drives.Drives, Network = device, SnapshotDirectory = directory, ConsoleFile = console.File };
        await using var vm = await vmm.StartAsync(template, cancellationToken);
        if (!await conversation.TryPrepareAsync(vm, Ahead(plan), limit, silence, cancellationToken))
            return null;
        await vm.PauseAsync(cancellationToken);
        var snapshot = await vm.SaveAsync(cancellationToken);
        drives.PublishBootDisk(Path.Combine(directory, Template.BootDiskName));
        return snapshot;
    }

    /// <summary>What is the same in all its machines: the network of user mode whole, that of a tap without its addresses.</summary>
    private static PrepareRequest Ahead(StartPlan plan) => plan.Vm.Network switch
    {
        UserNetworkConfig => new PrepareRequest { IPConfigs = plan.Run.IPConfigs, Mtu = plan.Run.Mtu },
        TapNetworkConfig => new PrepareRequest { IPConfigs = [], Mtu = plan.Run.Mtu },
        _ => new PrepareRequest(),
    };

    /// <summary>The drives of a template: its boot disk, and nothing behind the others.</summary>
    private sealed class Placeholders : IDisposable
    {
        private Placeholders(IReadOnlyList<DriveConfig> drives) => Drives = drives;

        public IReadOnlyList<DriveConfig> Drives { get; }

        public static Placeholders Create(string directory, VmConfig config, BootFiles boot)
        {
            List<DriveConfig> drives = [];
            var result = new Placeholders(drives);
            try
            {
                drives.Add(config.Drives[0] with { File = BootDisk.Write(directory, null, boot.InitFile) });
                foreach (var drive in config.Drives.Skip(1))
                {
                    drives.Add(drive with { File = UnnamedFile.Create(directory), IsPlaceholder = true });
                    RandomAccess.SetLength(drives[^1].File, DriveExchange.PlaceholderBytes);
                }

                return result;
            }
            catch
            {
                result.Dispose();
                throw;
            }
        }

        public void PublishBootDisk(string path) => UnnamedFile.TryPublish(Drives[0].File, path);

        public void Dispose()
        {
            foreach (var drive in Drives)
                drive.File.Dispose();
        }
    }
}
