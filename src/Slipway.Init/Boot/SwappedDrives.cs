using System.Globalization;
using Slipway.Contracts.GuestLink;
using Slipway.Contracts.Run;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Guest;
using Slipway.Linux.Paths;

namespace Slipway.Init.Boot;

/// <summary>
/// The drives that the host exchanges while the machine waits for its run config, all but the first. Either they are taken from their driver before the wait, and given
/// to it after, so that the kernel reads their lengths then and knows nothing of what others held; or, under a VMM whose devices cannot be reset, they keep their
/// driver, which is told of their new lengths.
/// </summary>
internal sealed class SwappedDrives
{
    private const string FirstDrive = "vda";
    private const int MaxSizeBytes = 32;

    private readonly string _driver;
    private readonly bool _isResized = Environment.GetEnvironmentVariable(DriveExchange.Variable) == DriveExchange.Resized;
    private readonly List<(string Name, string Device)> _drives = [];

    private SwappedDrives(string driver) => _driver = driver;

    /// <summary>Prepares for the exchange. Half of what taking drives from their driver costs is here, where nobody waits for it.</summary>
    /// <param name="sysfs">Where sysfs is mounted.</param>
    /// <exception cref="GuestFaultException">The kernel refused.</exception>
    public static SwappedDrives Release(string sysfs)
    {
        var drives = new SwappedDrives($"{sysfs}/bus/virtio/drivers/virtio_blk");
        GuestFaultException.Guard(GuestErrorCode.Device, "drives to be exchanged", () =>
        {
            drives.Find();
            if (drives._isResized)
                return;
            foreach (var (_, device) in drives._drives)
                SmallFile.WriteControl($"{drives._driver}/unbind", device);
        });
        return drives;
    }

    /// <summary>Takes the exchanged ones.</summary>
    /// <exception cref="GuestFaultException">A drive is gone, has another name than before, or is still the placeholder.</exception>
    public void Take() => GuestFaultException.Guard(GuestErrorCode.Device, "exchanged drives", _isResized ? AwaitLengths : Bind);

    // In the order of their names, which the kernel gives out anew, the lowest first.
    private void Bind()
    {
        foreach (var (_, device) in _drives)
            SmallFile.WriteControl($"{_driver}/bind", device);
        foreach (var (name, device) in _drives)
        {
            if (NameOf(device) is var now && now != name)
                throw new GuestFaultException(GuestErrorCode.Device, $"drive {name} is '{now}' after its exchange");
        }
    }

    // The length is the last that changes: whoever sees it reads from the new file, but for what is in the page cache.
    private void AwaitLengths()
    {
        foreach (var (name, device) in _drives)
        {
            var size = $"{_driver}/{device}/block/{name}/size";
            DeviceWait.Until(() => SectorsOf(size) != DriveExchange.PlaceholderBytes / DriveExchange.SectorBytes, $"drive {name} was not exchanged");
            BlockDevice.DropPages($"/dev/{name}");
        }
    }

    private void Find()
    {
        foreach (var device in DirectoryTree.List(_driver))
        {
            if (device.StartsWith("virtio", StringComparison.Ordinal) && NameOf(device) is { } name && name != FirstDrive)
                _drives.Add((name, device));
        }

        _drives.Sort((a, b) => a.Name.Length != b.Name.Length ? a.Name.Length - b.Name.Length : string.CompareOrdinal(a.Name, b.Name));
    }

    private string? NameOf(string device) => DirectoryTree.List($"{_driver}/{device}/block") is [var name] ? name : null;

    private static long? SectorsOf(string path) =>
        long.TryParse(SmallFile.ReadText(path, MaxSizeBytes)?.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var sectors) ? sectors : null;
}
