using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Files;

namespace Slipway.Linux.Taps;

/// <summary>The end of a tap device through which a program moves its packets (Linux, Documentation/networking/tuntap.rst).</summary>
public static partial class TapDescriptor
{
    private const string ControlDevice = "/dev/net/tun";
    private const nuint SetInterface = 0x400454CA; // TUNSETIFF, linux/if_tun.h
    private const nuint SetPersistent = 0x400454CB; // TUNSETPERSIST
    private const ushort Flags = 0x0002 | 0x1000 | 0x4000; // IFF_TAP | IFF_NO_PI | IFF_VNET_HDR

    // struct ifreq: the name at 0, the flags at 16; 40 bytes on 64-bit Linux.
    private const int NameBytes = 16;
    private const int RequestBytes = 40;

    /// <summary>Takes the end of an existing device, with virtio headers before its packets, as VMMs want it. Disposed by the caller.</summary>
    /// <exception cref="LinuxException">The caller's network namespace has no such tap device, another program has it, or this user may not.</exception>
    public static SafeFileHandle Open(string name)
    {
        // Root would create what it misses. Not by /sys, which shows the namespace that mounted it.
        if (FindIndex(name) == 0)
            throw new LinuxException("TUNSETIFF", Errno.NoDevice, $"tap device {name}");
        return Attach(name);
    }

    /// <summary>Makes a device in the caller's network namespace; it stays there until the namespace goes.</summary>
    /// <exception cref="LinuxException">This user may not, or this kernel has no tap devices.</exception>
    public static void Create(string name)
    {
        using var file = Attach(name);
        SystemCall.Check(DescriptorCalls.ControlDevice(file, SetPersistent, 1), "TUNSETPERSIST", $"tap device {name}");
    }

    private static unsafe SafeFileHandle Attach(string name)
    {
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

    /// <summary>if_nametoindex(3): 0 for a device that does not exist.</summary>
    [LibraryImport("libc", EntryPoint = "if_nametoindex", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint FindIndex(string name);
}
