using Slipway.Contracts.GuestLink;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Paths;

namespace Slipway.Init.Boot;

/// <summary>
/// The drives that the host may exchange while the machine waits for its run config, all but the first: taken from their driver before the wait, and given
/// to it after, so that the kernel reads their lengths then and knows nothing of what others held.
/// </summary>
internal sealed class SwappedDrives
{
    private const string FirstDrive = "vda";

    private readonly string _driver;
    private readonly List<(string Name, string Device)> _drives = [];

    private SwappedDrives(string driver) => _driver = driver;

    /// <summary>Takes them from the driver. Half of an exchange's cost is here, where nobody waits for it.</summary>
    /// <param name="sysfs">Where sysfs is mounted.</param>
    /// <exception cref="GuestFaultException">The kernel refused.</exception>
    public static SwappedDrives Release(string sysfs)
    {
        var drives = new SwappedDrives($"{sysfs}/bus/virtio/drivers/virtio_blk");
        GuestFaultException.Guard(GuestErrorCode.Device, "drives to be exchanged", () =>
        {
            drives.Find();
            foreach (var (_, device) in drives._drives)
                SmallFile.WriteControl($"{drives._driver}/unbind", device);
        });
        return drives;
    }

    /// <summary>Gives them back, in the order of their names, which the kernel gives out anew, the lowest first.</summary>
    /// <exception cref="GuestFaultException">A drive is gone, or has another name than before.</exception>
    public void Bind() => GuestFaultException.Guard(GuestErrorCode.Device, "exchanged drives", () =>
    {
        foreach (var (_, device) in _drives)
            SmallFile.WriteControl($"{_driver}/bind", device);
        foreach (var (name, device) in _drives)
        {
            if (NameOf(device) is var now && now != name)
                throw new GuestFaultException(GuestErrorCode.Device, $"drive {name} is '{now}' after its exchange");
        }
    });

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
}
