using System.Text;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Netlink;

/// <summary>
/// What the kernel says when devices come, change and go (kobject uevents). Subscribe first, then look, then wait: so nothing is missed.
/// The owner disposes.
/// </summary>
public sealed class DeviceEvents : IDisposable
{
    private const int UeventProtocol = 15; // NETLINK_KOBJECT_UEVENT
    private const uint KernelGroup = 1;
    private const int MaxEventBytes = 8192; // UEVENT_BUFFER_SIZE is 2048

    private readonly NetlinkSocket _socket = new(UeventProtocol, KernelGroup, nonBlocking: true);
    private readonly byte[] _buffer = new byte[MaxEventBytes];

    /// <summary>Becomes readable with each event; non-blocking.</summary>
    public FileDescriptor Descriptor => _socket.Descriptor;

    /// <summary>The next event, such as <c>add@/devices/…/block/vda</c>; null when there is none yet. Lost events read as "lost".</summary>
    public string? Take()
    {
        var length = Descriptor.Read(_buffer);
        if (length == -Errno.NoBufferSpace)
            return "lost";
        if (length <= 0)
            return null;
        var end = _buffer.AsSpan(0, length).IndexOf((byte)0);
        return Encoding.UTF8.GetString(_buffer, 0, end < 0 ? length : end);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
