using Microsoft.Win32.SafeHandles;
using Slipway.Ext4;
using Slipway.Host.Suspension;
using Slipway.Images;
using Slipway.Linux.Files;
using Slipway.Vmm.Boot;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>
/// The disks of one machine, in the order in which the guest sees them:
/// <code>
/// /dev/vda   boot disk    read-only    run config, and init for kernels that need no initrd
/// /dev/vdb   image        read-only    shared with every machine of the image
/// /dev/vdc   writable     ephemeral    laid over the image
/// </code>
/// The machine's own two have no name and vanish with the VMM. Making them copies nothing of the image. Disposed once the VMM has opened them.
/// </summary>
internal sealed class MachineDisks : IDisposable
{
    public const string ImageDevice = "/dev/vdb";
    public const string WritableDevice = "/dev/vdc";

    /// <summary>One inode for so many bytes, as mke2fs has it.</summary>
    private const long BytesPerInode = 16 * 1024;

    private static readonly SafeFileHandle s_none = new(-1, ownsHandle: false);

    private readonly SafeFileHandle _boot;
    private readonly SafeFileHandle _writable;

    private MachineDisks(SafeFileHandle boot, SafeFileHandle image, SafeFileHandle writable)
    {
        (_boot, _writable) = (boot, writable);
        Drives = DrivesOf(boot, image, writable);
    }

    /// <summary>Drives with nothing behind them, for those who ask only for their number, order and modes.</summary>
    public static IReadOnlyList<DriveConfig> Shape { get; } = DrivesOf(s_none, s_none, s_none);

    public IReadOnlyList<DriveConfig> Drives { get; }

    /// <param name="directory">Its filesystem is where the machine's own writable disk lies.</param>
    /// <param name="boot">The boot disk, which becomes this one's.</param>
    /// <param name="now">When what the machine starts with was written, as its programs see it.</param>
    public static MachineDisks Create(string directory, SafeFileHandle boot, ImageLease image, long writableBytes, DateTimeOffset now)
    {
        try
        {
            return new MachineDisks(boot, image.Rootfs, CreateWritable(directory, writableBytes, now));
        }
        catch
        {
            boot.Dispose();
            throw;
        }
    }

    /// <summary>Takes disks over that exist.</summary>
    /// <param name="boot">Becomes this one's.</param>
    /// <param name="writable">Becomes this one's.</param>
    public static MachineDisks Of(SafeFileHandle boot, ImageLease image, SafeFileHandle writable) => new(boot, image.Rootfs, writable);

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
    }

    private static IReadOnlyList<DriveConfig> DrivesOf(SafeFileHandle boot, SafeFileHandle image, SafeFileHandle writable) =>
    [
        new DriveConfig(BootDisk.Serial, boot, IsReadOnly: true),
        new DriveConfig("image", image, IsReadOnly: true),
        new DriveConfig("writable", writable, IsReadOnly: false) { IsEphemeral = true },
    ];

    /// <summary>
    /// An ext4 with overlayfs' two directories, which init would make where they are missing: 1,700 blocks of kernel code that emulation had to translate
    /// first. Sparse, so that its cost hardly depends on its size (8 KiB of bitmaps for each 128 MiB).
    /// </summary>
    private static SafeFileHandle CreateWritable(string directory, long sizeBytes, DateTimeOffset now) => UnnamedFile.Create(directory, file =>
    {
        using var writer = new Ext4Writer(file, new Ext4WriterOptions(sizeBytes, Guid.NewGuid(), "slipway-upper") { MaximumSizeBytes = sizeBytes, BytesPerInode = BytesPerInode });
        writer.CreateDirectory(writer.Root, "upper"u8, new Attributes(0x1ED, 0, 0, now.ToUnixTimeSeconds(), 0));
        writer.CreateDirectory(writer.Root, "work"u8, new Attributes(0x1C0, 0, 0, now.ToUnixTimeSeconds(), 0));
        writer.Finish();
    });
}
