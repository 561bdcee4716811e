using Slipway.Host.Machines;
using Slipway.Linux.Files;
using Slipway.Vmm.GuestLink;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Suspension;

/// <summary>How a running machine will be suspended, if it is: where to, and what of it is to be kept. The disks stay the machine's.</summary>
internal sealed class SuspensionPlan(string directory, MachineConfig config, SuspendedImage image, MachineDisks disks)
{
    public string Directory { get; } = directory;

    /// <summary>Suspends the machine, whose VMM has ended when this returns. On failure nothing of it is in the directory.</summary>
    /// <exception cref="Exception">As of the link, the VMM and the files.</exception>
    public async Task RunAsync(GuestLinkClient link, IVirtualMachine vm, CancellationToken cancellationToken)
    {
        try
        {
            // The processes stand until the machine is somebody's again and has randomness of its own.
            await link.FreezeAsync(cancellationToken);
            await link.SuspendAsync(cancellationToken);
            await vm.PauseAsync(cancellationToken);
            var snapshot = await vm.SaveAsync(cancellationToken);
            await vm.QuitAsync(cancellationToken);
            disks.Publish(Directory);
            SyncAll(snapshot.MemoryFile, snapshot.StateFile);
            SuspendedMachine.Write(Directory, Record());
        }
        catch
        {
            foreach (var left in System.IO.Directory.GetFiles(Directory))
                File.Delete(left);
            throw;
        }
    }

    private SuspensionRecord Record() => new()
    {
        Format = SuspensionRecord.CurrentFormat,
        ImageName = image.Name,
        ImageDigest = image.Digest,
        ImagePlatform = image.Platform,
        Layers = image.Layers,
        Hostname = config.Hostname,
        VcpuCount = config.VcpuCount,
        MemoryMib = config.MemoryMib,
        Accelerator = config.Accelerator,
        Network = config.Network?.Kind,
        AllowOutbound = config.Network is { AllowOutbound: true },
        Ports = [.. (config.Network?.Ports ?? []).Select(PublishedPortRecord.Of)],
        Program = config.Program with { Environment = new Dictionary<string, string>() },
    };

    // A machine that was suspended survives a power cut.
    private static void SyncAll(params string[] paths)
    {
        foreach (var path in paths)
        {
            using var file = ReopenedFile.OpenPath(path, writable: false);
            RandomAccess.FlushToDisk(file);
        }
    }
}
