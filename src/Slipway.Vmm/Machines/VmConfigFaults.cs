using System.Net.Sockets;

namespace Slipway.Vmm.Machines;

/// <summary>The rules a <see cref="VmConfig"/> must keep. Every fault is reported, not only the first.</summary>
internal static class VmConfigFaults
{
    private const int MaxVcpuCount = 64;
    private const int MinMemoryMib = 64;
    private const int MaxMemoryMib = 1024 * 1024;

    /// <summary>VIRTIO_BLK_ID_BYTES (virtio 1.2, 5.2.6.1).</summary>
    private const int MaxSerialLength = 20;

    /// <summary>IFNAMSIZ (linux/if.h) without the closing NUL.</summary>
    private const int MaxDeviceNameLength = 15;

    /// <summary>Finds what is wrong; empty when nothing is.</summary>
    /// <param name="maxDrives">As many as the VMM can attach.</param>
    public static IReadOnlyList<string> Find(VmConfig config, int maxDrives)
    {
        List<string> faults = [.. FindRestored(config, maxDrives)];
        foreach (var word in config.KernelArguments)
            Require(word.Length > 0 && word.All(c => c is > ' ' and < '\x7f'), $"kernel argument '{word}' must be one word of ASCII", faults);
        RequireFile(config.KernelFile, "kernel", faults);
        if (config.InitrdFile is { } initrd)
            RequireFile(initrd, "initrd", faults);
        return faults;
    }

    /// <summary>The same for a machine that is started from a snapshot, which brings its own kernel.</summary>
    public static IReadOnlyList<string> FindRestored(VmConfig config, int maxDrives)
    {
        List<string> faults = [];
        Require(config.VcpuCount is > 0 and <= MaxVcpuCount, $"{config.VcpuCount} processors; 1 to {MaxVcpuCount} are possible", faults);
        Require(
            config.MemoryMib is >= MinMemoryMib and <= MaxMemoryMib, $"{config.MemoryMib} MiB of memory; {MinMemoryMib} to {MaxMemoryMib} are possible", faults);
        Require(config.Drives.Count <= maxDrives, $"{config.Drives.Count} drives; at most {maxDrives} can be attached", faults);
        foreach (var drive in config.Drives)
            Require(IsName(drive.Serial, MaxSerialLength), $"drive serial '{drive.Serial}' must be 1 to {MaxSerialLength} letters, digits, '-', '.', '_'", faults);
        foreach (var twice in config.Drives.GroupBy(d => d.Serial).Where(g => g.Count() > 1))
            faults.Add($"drive serial '{twice.Key}' is given {twice.Count()} times");
        FindNetworkFaults(config.Network, faults);
        Require(config.SnapshotDirectory is null || Directory.Exists(config.SnapshotDirectory), $"directory {config.SnapshotDirectory} does not exist", faults);
        return faults;
    }

    private static void FindNetworkFaults(NetworkConfig? network, List<string> faults)
    {
        if (network is UserNetworkConfig user)
        {
            foreach (var port in user.Ports)
                FindPortFaults(port, faults);
        }
        else if (network is TapNetworkConfig tap)
        {
            Require(IsName(tap.DeviceName, MaxDeviceNameLength), $"tap device '{tap.DeviceName}' must be 1 to {MaxDeviceNameLength} letters, digits, '-', '.', '_'", faults);
            Require(IsMacAddress(tap.MacAddress), $"hardware address '{tap.MacAddress}' must be six pairs of hex digits with colons, the first pair even", faults);
        }
    }

    private static void FindPortFaults(PublishedPort port, List<string> faults)
    {
        Require(port.HostAddress.AddressFamily == AddressFamily.InterNetwork, $"published port on {port.HostAddress}: only IPv4 addresses can be published", faults);
        Require(port.HostPort is > 0 and <= 65535, $"published port {port.HostPort} of the host; 1 to 65535 are possible", faults);
        Require(port.GuestPort is > 0 and <= 65535, $"published port {port.GuestPort} of the guest; 1 to 65535 are possible", faults);
    }

    private static bool IsName(string name, int maxLength) =>
        name.Length > 0 && name.Length <= maxLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    private static bool IsMacAddress(string address) =>
        address.Split(':') is { Length: 6 } pairs && pairs.All(pair => pair.Length == 2 && pair.All(char.IsAsciiHexDigit))
        && (Convert.FromHexString(pairs[0])[0] & 1) == 0;

    private static void RequireFile(string path, string what, List<string> faults) => Require(File.Exists(path), $"{what} {path} does not exist", faults);

    private static void Require(bool holds, string fault, List<string> faults)
    {
        if (!holds)
            faults.Add(fault);
    }
}
