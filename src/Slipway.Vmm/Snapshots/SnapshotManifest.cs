namespace Slipway.Vmm.Snapshots;

/// <summary>What <c>snapshot.json</c> says: from which machine, on which host and by which VMM the other two files came.</summary>
public sealed record SnapshotManifest
{
    /// <summary>The version of the files' layout, and of the devices that a machine has besides those it asks for, in this code.</summary>
    public const int CurrentFormat = 2;

    /// <summary><see cref="CurrentFormat"/> of who wrote it.</summary>
    public required int Format { get; init; }

    /// <summary>The VMM's name, such as <c>qemu</c>.</summary>
    public required string Vmm { get; init; }

    /// <summary>Its version as it says it itself; another one does not read the devices' state.</summary>
    public required string VmmVersion { get; init; }

    /// <summary>The host it was saved on.</summary>
    public required HostProcessor Processor { get; init; }

    /// <summary>The machine.</summary>
    public required MachineShape Machine { get; init; }

    /// <summary>The file with the guest's memory.</summary>
    public required FileSeal Memory { get; init; }

    /// <summary>The file with the state of processors and devices.</summary>
    public required FileSeal State { get; init; }
}
