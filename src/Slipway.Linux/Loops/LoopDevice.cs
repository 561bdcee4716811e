using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Loops;

/// <summary>
/// A block device behind which a file lies (drivers/block/loop.c), for root, Linux 5.8 or newer. It is freed by the kernel with its last user, so that it is
/// gone however its owner ends. The owner disposes; a mount of it keeps it until that is gone too.
/// </summary>
/// <remarks><code>
/// struct loop_config      0 descriptor of the file u32 · 4 block size u32 · 8 loop_info64 · 240 reserved
/// struct loop_info64     52 flags u32 (all else may be zero)
/// </code>
/// linux/loop.h.</remarks>
public sealed class LoopDevice : IDisposable
{
    private const string ControlPath = "/dev/loop-control";
    private const nuint GetFree = 0x4C82; // LOOP_CTL_GET_FREE
    private const nuint Configure = 0x4C0A; // LOOP_CONFIGURE
    private const int ConfigBytes = 304;
    private const int FlagsOffset = 8 + 52;
    private const uint ReadOnlyFlag = 1; // LO_FLAGS_READ_ONLY
    private const uint AutoClearFlag = 4; // LO_FLAGS_AUTOCLEAR

    /// <summary>Between asking for a free one and taking it others may be faster; no crowd is so large.</summary>
    private const int MaxAttempts = 1000;

    private readonly FileDescriptor _device;

    private LoopDevice(FileDescriptor device, string path) => (_device, Path) = (device, path);

    /// <summary>Its name in /dev, while this is not disposed.</summary>
    public string Path { get; }

    /// <summary>Why there can be none here; null: there can.</summary>
    public static string? FindObstacle()
    {
        using var control = FileDescriptor.TryOpen(ControlPath, OpenFlags.ReadWrite, out var errno);
        return control is null ? new LinuxException("open", errno, ControlPath).Message : null;
    }

    /// <summary>Makes one of a file, which stays the caller's.</summary>
    /// <exception cref="LinuxException">There are no loop devices, or the caller may not have one.</exception>
    public static LoopDevice Attach(SafeFileHandle file, bool isReadOnly)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var control = FileDescriptor.Open(ControlPath, OpenFlags.ReadWrite);
        for (var attempt = 1; ; attempt++)
        {
            var number = SystemCall.Check(DescriptorCalls.ControlDevice(control, GetFree, 0), "ioctl LOOP_CTL_GET_FREE");
            var path = $"/dev/loop{number}";
            var device = FileDescriptor.Open(path, isReadOnly ? OpenFlags.ReadOnly : OpenFlags.ReadWrite);
            var errno = TryConfigure(device, file, isReadOnly);
            if (errno == 0)
                return new LoopDevice(device, path);
            device.Dispose();
            if (errno != Errno.Busy || attempt == MaxAttempts)
                throw new LinuxException("ioctl LOOP_CONFIGURE", errno, path);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();

    // unsafe: the kernel reads one structure, which lives on this stack until it has.
    private static unsafe int TryConfigure(FileDescriptor device, SafeFileHandle file, bool isReadOnly)
    {
        var added = false;
        try
        {
            file.DangerousAddRef(ref added);
            Span<byte> config = stackalloc byte[ConfigBytes];
            config.Clear();
            BinaryPrimitives.WriteInt32LittleEndian(config, (int)file.DangerousGetHandle());
            BinaryPrimitives.WriteUInt32LittleEndian(config[FlagsOffset..], AutoClearFlag | (isReadOnly ? ReadOnlyFlag : 0));
            fixed (byte* address = config)
                return -SystemCall.ErrnoOr(DescriptorCalls.ControlDevice(device, Configure, (nint)address));
        }
        finally
        {
            if (added)
                file.DangerousRelease();
        }
    }
}
