using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Files;

namespace Slipway.Linux.Taps;

/// <summary>The end of a tap device through which a program moves its packets (Linux, Documentation/networking/tuntap.rst).</summary>
public static class TapDescriptor
{
    private const string ControlDevice = "/dev/net/tun";
    private const string DeviceDirectory = "/sys/class/net";
    private const nuint SetInterface = 0x400454CA; // TUNSETIFF, linux/if_tun.h
    private const ushort Flags = 0x0002 | 0x1000 | 0x4000; // IFF_TAP | IFF_NO_PI | IFF_VNET_HDR

    // struct ifreq: the name at 0, the flags at 16; 40 bytes on 64-bit Linux.
    private const int NameBytes = 16;
    private const int RequestBytes = 40;

    /// <summary>Takes the end of an existing device, with virtio headers before its packets, as VMMs want it. Disposed by the caller.</summary>
    /// <exception cref="LinuxException">There is no such tap device, another program has it, or this user may not.</exception>
    public static unsafe SafeFileHandle Open(string name)
    {
        // Root would create what it misses.
        if (!Directory.Exists($"{DeviceDirectory}/{name}"))
            throw new LinuxException("TUNSETIFF", Errno.NoDevice, $"tap device {name}");
        var request = stackalloc byte[RequestBytes];
        var bytes = new Span<byte>(request, RequestBytes);
        bytes.Clear();
        Encoding.ASCII.GetBytes(name, bytes[..(NameBytes - 1)]);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[NameBytes..], Flags);
        var file = OpenedFile.Open(ControlDevice, OpenFlags.ReadWrite | OpenFlags.NonBlocking);
        try
        {
            SystemCall.Check(DescriptorCalls.ControlDevice(file, SetInterface, (nint)request), "TUNSETIFF", $"tap device {name}");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
