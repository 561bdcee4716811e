using Slipway.Contracts.GuestLink;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Paths;

namespace Slipway.Init.Boot;

/// <summary>
/// Looks at drives anew that the host may have exchanged while the machine stood still: all but the first are taken from their driver and given
/// back, so that the kernel reads their lengths again and knows nothing of what they held.
/// </summary>
internal static class SwappedDrives
{
    private const string FirstDrive = "vda";

    /// <param name="sysfs">Where sysfs is mounted.</param>
    /// <exception cref="GuestFaultException">A drive is gone, or has another name than before.</exception>
    public static void BindAnew(string sysfs) => GuestFaultException.Guard(GuestErrorCode.Device, "exchanged drives", () =>
    {
        var driver = $"{sysfs}/bus/virtio/drivers/virtio_blk";
        var drives = Find(driver);
        foreach (var (_, device) in drives)
            SmallFile.WriteControl($"{driver}/unbind", device);
        // In the order of their names, which the kernel gives out anew, the lowest first.
        foreach (var (_, device) in drives)
            SmallFile.WriteControl($"{driver}/bind", device);
        foreach (var (name, device) in drives)
        {
            if (NameOf(driver, device) is var now && now != name)
                throw new GuestFaultException(GuestErrorCode.Device, $"drive {name} is '{now}' after its exchange");
        }
    });

    private static List<(string Name, string Device)> Find(string driver)
    {
        List<(string Name, string Device)> drives = [];
        foreach (var device in DirectoryTree.List(driver))
        {
            if (device.StartsWith("virtio", StringComparison.Ordinal) && NameOf(driver, device) is { } name && name != FirstDrive)
                drives.Add((name, device));
        }

        drives.Sort((a, b) => a.Name.Length != b.Name.Length ? a.Name.Length - b.Name.Length : string.CompareOrdinal(a.Name, b.Name));
        return drives;
    }

    private static string? NameOf(string driver, string device) => DirectoryTree.List($"{driver}/{device}/block") is [var name] ? name : null;
}
