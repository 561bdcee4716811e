using System.Buffers.Binary;
using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Mounts;

namespace Slipway.Init.Rootfs;

/// <summary>A read-only disk with a layer on it: ext4 or EROFS, as its superblock says. The host chooses, and need not tell.</summary>
/// <remarks><code>
/// byte 1024   EROFS magic, 32 bits, little-endian   (Linux, fs/erofs/erofs_fs.h)
/// byte 1080   ext4 magic, 16 bits, little-endian    (Linux, fs/ext4/ext4.h)
/// </code></remarks>
internal static class LayerDisk
{
    private const int ErofsMagicOffset = 1024;
    private const uint ErofsMagic = 0xE0F5E1E2;
    private const int Ext4MagicOffset = 1080;
    private const ushort Ext4Magic = 0xEF53;
    private const int ProbeBytes = Ext4MagicOffset + sizeof(ushort);

    /// <summary>Mounts a layer read-only, and loads the driver for it if that is not in the kernel yet.</summary>
    /// <exception cref="GuestFaultException">It holds neither, or the kernel has no EROFS.</exception>
    /// <exception cref="LinuxException">The kernel refused to read or to mount it.</exception>
    public static void Attach(string device, string place)
    {
        // Open until it is mounted: with the last who has it open go the pages that were read.
        using var disk = FileDescriptor.Open(device, OpenFlags.ReadOnly);
        Span<byte> start = stackalloc byte[ProbeBytes];
        var read = disk.Read(start);
        if (read < 0)
            throw new LinuxException("read", -read, device);
        var type = TypeOf(start[..read])
            ?? throw new GuestFaultException(GuestErrorCode.Device, $"layer {device} holds neither ext4 nor EROFS; it is damaged, or no layer was attached there");
        if (type == "erofs")
            KernelModules.LoadErofs();
        var errno = Mount.TryAttach(device, place, type, MountFlags.ReadOnly | MountFlags.NoAccessTime);
        if (errno == Errno.NoDevice)
            throw new GuestFaultException(GuestErrorCode.Device, $"layer {device} is {type}, which the guest's kernel has no driver for; use another kernel, or layers of --layer-format ext4");
        if (errno != 0)
            throw new LinuxException("mount", errno, $"{device} ({type}) on {place}");
    }

    /// <summary>The kernel's name for what a disk holds that starts so; null: neither of the two.</summary>
    internal static string? TypeOf(ReadOnlySpan<byte> start) => start.Length switch
    {
        < ProbeBytes => null,
        _ when BinaryPrimitives.ReadUInt32LittleEndian(start[ErofsMagicOffset..]) == ErofsMagic => "erofs",
        _ when BinaryPrimitives.ReadUInt16LittleEndian(start[Ext4MagicOffset..]) == Ext4Magic => "ext4",
        _ => null,
    };
}
