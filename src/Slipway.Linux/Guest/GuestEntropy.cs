using System.Buffers.Binary;
using Slipway.Linux.Descriptors;

namespace Slipway.Linux.Guest;

/// <summary>The kernel's random number generator, for the first process of a system (random(4)). Needs CAP_SYS_ADMIN.</summary>
public static unsafe class GuestEntropy
{
    private const string Device = "/dev/urandom";
    private const nuint AddEntropy = 0x40085203; // RNDADDENTROPY, linux/random.h
    private const nuint ReseedNow = 0x5207; // RNDRESEEDCRNG
    private const int HeaderBytes = 2 * sizeof(int);
    private const int BitsPerByte = 8;

    /// <summary>Mixes bytes in, counts all their bits, and makes every random number from now on depend on them.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static void Reseed(ReadOnlySpan<byte> entropy)
    {
        // struct rand_pool_info: bits, bytes, then the bytes.
        var pool = new byte[HeaderBytes + entropy.Length];
        BinaryPrimitives.WriteInt32LittleEndian(pool, entropy.Length * BitsPerByte);
        BinaryPrimitives.WriteInt32LittleEndian(pool.AsSpan(sizeof(int)), entropy.Length);
        entropy.CopyTo(pool.AsSpan(HeaderBytes));
        using var device = FileDescriptor.Open(Device, OpenFlags.WriteOnly);
        fixed (byte* info = pool)
            SystemCall.Check(DescriptorCalls.ControlDevice(device, AddEntropy, (nint)info), "ioctl RNDADDENTROPY", Device);
        SystemCall.Check(DescriptorCalls.ControlDevice(device, ReseedNow, 0), "ioctl RNDRESEEDCRNG", Device);
        pool.AsSpan().Clear();
    }
}
