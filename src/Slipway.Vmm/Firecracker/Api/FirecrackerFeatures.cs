namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Which release brought what (Firecracker's CHANGELOG).</summary>
internal static class FirecrackerFeatures
{
    /// <summary>The oldest release that is driven: it describes its devices by ACPI, without which distributions' kernels do not find them.</summary>
    public static readonly FirecrackerVersion Minimum = new(1, 8, 0);

    /// <summary>Another tap for a network interface when a snapshot is loaded.</summary>
    public static readonly FirecrackerVersion NetworkOverrides = new(1, 12, 0);

    /// <summary>Devices on PCI (<c>--enable-pci</c>).</summary>
    public static readonly FirecrackerVersion Pci = new(1, 13, 0);

    /// <summary>The console in a file, persistent memory devices, memory that comes and goes.</summary>
    public static readonly FirecrackerVersion SerialPmemHotplug = new(1, 14, 0);

    /// <summary>Machines that are saved so that they can go on: before, the guest's clock jumped, and a connection to its vsock that was made right after
    /// the load was cut.</summary>
    public static readonly FirecrackerVersion Saving = new(1, 16, 0);

    /// <summary>Another socket for vsock when a snapshot is loaded, and the clock set forward then.</summary>
    public static readonly FirecrackerVersion SnapshotOverrides = new(1, 16, 0);
}
