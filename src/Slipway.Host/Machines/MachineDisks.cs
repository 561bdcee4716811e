using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Slipway.Contracts.Run;
using Slipway.Host.Suspension;
using Slipway.Images;
using Slipway.Images.Rootfs;
using Slipway.Linux.Files;
using Slipway.Vmm.Boot;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>
/// The disks of one machine, in the order in which the guest sees them:
/// <code>
/// /dev/vda    boot disk    read-only    run config, and init for kernels that need no initrd
/// /dev/vdb    writable     ephemeral    laid over the layers
/// /dev/vdc…   layers       read-only    from the lowest to the topmost, each shared with every machine whose image has it
///       …     spare        read-only    empty, up to a number of disks for which there may be a template
/// </code>
/// The machine's own two have no name and vanish with the VMM. Making them copies nothing of the image. Disposed once the VMM has opened them.
/// </summary>
internal sealed class MachineDisks : IDisposable
{
    public const string WritableDevice = "/dev/vdb";

    private const char FirstLayerDevice = 'c';

    /// <summary>Disks for layers that a machine may have: few numbers, since each takes a template, and the last for any image.</summary>
    private static readonly int[] s_slots = [2, 5, ImageLease.MaxLayers];

    private static readonly SafeFileHandle s_none = new(-1, ownsHandle: false);

    private readonly SafeFileHandle _boot;
    private readonly SafeFileHandle _writable;
    private readonly SafeFileHandle? _spare;

    private MachineDisks(SafeFileHandle boot, SafeFileHandle writable, ImageLease image, string directory)
    {
        (_boot, _writable) = (boot, writable);
        var spares = SlotsFor(image.Layers.Count) - image.Layers.Count;
        if (spares > 0)
            _spare = UnnamedFile.Create(directory, file => RandomAccess.SetLength(file, DriveExchange.PlaceholderBytes));
        Drives = DrivesOf(boot, writable, [.. image.Layers.Select(layer => layer.File), .. Enumerable.Repeat(_spare!, spares)]);
    }

    public IReadOnlyList<DriveConfig> Drives { get; }

    /// <summary>The guest's names of the layers' disks, topmost first.</summary>
    public static IReadOnlyList<string> LayerDevices(ImageLease image) =>
        [.. Enumerable.Range(0, image.Layers.Count).Reverse().Select(DeviceOf)];

    /// <summary>The guest's names of the disks that stay empty; null when there are none.</summary>
    public static IReadOnlyList<string>? SpareDevices(ImageLease image)
    {
        var used = image.Layers.Count;
        return SlotsFor(used) == used ? null : [.. Enumerable.Range(used, SlotsFor(used) - used).Select(DeviceOf)];
    }

    /// <summary>Drives with nothing behind them, for those who ask only for their number, order and modes.</summary>
    public static IReadOnlyList<DriveConfig> ShapeOf(ImageLease image) =>
        DrivesOf(s_none, s_none, Enumerable.Repeat(s_none, SlotsFor(image.Layers.Count)));

    /// <param name="directory">Its filesystem is where the machine's own writable disk lies.</param>
    /// <param name="boot">The boot disk, which becomes this one's.</param>
    /// <param name="now">When what the machine starts with was written, as its programs see it.</param>
    public static MachineDisks Create(string directory, SafeFileHandle boot, ImageLease image, long writableBytes, DateTimeOffset now)
    {
        SafeFileHandle? writable = null;
        try
        {
            writable = WritableLayer.Create(directory, writableBytes, image.Directories, now);
            return new MachineDisks(boot, writable, image, directory);
        }
        catch
        {
            boot.Dispose();
            writable?.Dispose();
            throw;
        }
    }

    /// <summary>Takes disks over that exist.</summary>
    /// <param name="boot">Becomes this one's.</param>
    /// <param name="writable">Becomes this one's.</param>
    /// <param name="directory">Where there is room for a file of one sector.</param>
    public static MachineDisks Of(SafeFileHandle boot, SafeFileHandle writable, ImageLease image, string directory) => new(boot, writable, image, directory);

    /// <summary>Gives the machine's own two names in the directory they lie in, once nobody writes to them any more.</summary>
    /// <exception cref="IOException">They cannot be named or written to the disk.</exception>
    public void Publish(string directory)
    {
        RandomAccess.FlushToDisk(_writable);
        if (!UnnamedFile.TryPublish(_writable, Path.Combine(directory, SuspendedMachine.WritableName)))
            throw new IOException($"{directory} has a machine already.");
        // A template's is shared and has a name of its own.
        using var copy = UnnamedFile.Create(directory);
        SparseFile.Copy(_boot, copy);
        RandomAccess.FlushToDisk(copy);
        UnnamedFile.TryPublish(copy, Path.Combine(directory, SuspendedMachine.BootDiskName));
    }

    public void Dispose()
    {
        _boot.Dispose();
        _writable.Dispose();
        _spare?.Dispose();
    }

    private static string DeviceOf(int slot) => $"/dev/vd{(char)(FirstLayerDevice + slot)}";

    private static int SlotsFor(int layers) => s_slots.First(slots => slots >= layers);

    private static IReadOnlyList<DriveConfig> DrivesOf(SafeFileHandle boot, SafeFileHandle writable, IEnumerable<SafeFileHandle> layers) =>
    [
        new DriveConfig(BootDisk.Serial, boot, IsReadOnly: true),
        new DriveConfig("writable", writable, IsReadOnly: false) { IsEphemeral = true },
        .. layers.Select((layer, i) => new DriveConfig(string.Create(CultureInfo.InvariantCulture, $"layer{i}"), layer, IsReadOnly: true)),
    ];
}
