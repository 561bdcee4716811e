using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Slipway.Contracts.Run;
using Slipway.Images;
using Slipway.Images.Snapshots;
using Slipway.Linux.Files;
using Slipway.Vmm.Boot;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>
/// Which disks a machine has, in the order in which the guest sees them:
/// <code>
/// /dev/vda    boot disk    read-only    run config, and init for kernels that need no initrd
/// /dev/vdb    writable     ephemeral    laid over the layers; without layers the whole root
/// /dev/vdc…   layers       read-only    from the lowest to the topmost, each shared with every machine whose image has it
///       …     spare        read-only    empty, up to a number of disks for which there may be a template
/// </code>
/// </summary>
/// <param name="Layers">How many layers there are; 0 where the writable disk is the whole root.</param>
internal readonly record struct DiskLayout(int Layers)
{
    private const string WritableDevice = "/dev/vdb";
    private const char FirstLayerDevice = 'c';

    /// <summary>Disks for layers that a machine may have: few numbers, since each takes a template, and the last for any image.</summary>
    private static readonly int[] s_slots = [0, 2, 5, ImageLease.MaxLayers];

    private static readonly SafeFileHandle s_none = new(-1, ownsHandle: false);

    /// <summary>Disks that stay empty.</summary>
    public int Spares
    {
        get
        {
            var layers = Layers;
            return s_slots.First(slots => slots >= layers) - layers;
        }
    }

    /// <summary>What init is told of them; null where it is told of <see cref="RootDevice"/>.</summary>
    public RootfsConfig? Rootfs => Layers == 0 ? null : new RootfsConfig
    {
        Lower = [.. Enumerable.Range(0, Layers).Reverse().Select(DeviceOf)],
        Spare = Spares == 0 ? null : [.. Enumerable.Range(Layers, Spares).Select(DeviceOf)],
        Upper = WritableDevice,
    };

    /// <summary>The disk that is the whole root.</summary>
    public string? RootDevice => Layers == 0 ? WritableDevice : null;

    /// <summary>What a snapshot will have.</summary>
    public static DiskLayout Of(ISnapshotter snapshotter, ImageLease image) => new(snapshotter.GivesWholeRoot ? 0 : image.Layers.Count);

    /// <summary>Drives with nothing behind them, for those who ask only for their number, order and modes.</summary>
    public IReadOnlyList<DriveConfig> Shape() => DrivesOf(s_none, s_none, Enumerable.Repeat(s_none, Layers + Spares));

    /// <summary>The drives of a machine.</summary>
    /// <param name="layers">From the lowest to the topmost, then the spare ones.</param>
    public static IReadOnlyList<DriveConfig> DrivesOf(SafeFileHandle boot, SafeFileHandle writable, IEnumerable<SafeFileHandle> layers) =>
    [
        new DriveConfig(BootDisk.Serial, boot, IsReadOnly: true),
        new DriveConfig("writable", writable, IsReadOnly: false) { IsEphemeral = true, IsDevice = !writable.IsInvalid && DiskDevice.Is(writable) },
        .. layers.Select((layer, i) => new DriveConfig(string.Create(CultureInfo.InvariantCulture, $"layer{i}"), layer, IsReadOnly: true)),
    ];

    /// <summary>A spare disk, on the filesystem of a directory; the caller disposes.</summary>
    public static SafeFileHandle CreateSpare(string directory) => UnnamedFile.Create(directory, file => RandomAccess.SetLength(file, DriveExchange.PlaceholderBytes));

    private static string DeviceOf(int slot) => $"/dev/vd{(char)(FirstLayerDevice + slot)}";
}
